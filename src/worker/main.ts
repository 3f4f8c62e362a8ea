#!/usr/bin/env node
import { describeError } from './describe-error.ts';
import { runWorker } from './run-worker.ts';
import { USAGE, workerArguments } from './worker-arguments.ts';
import type { RunWorkerOptions } from './worker-options.ts';

/** The worker process. 0: it was told to stop; 1: it failed; 2: its arguments cannot be used. */
let options: RunWorkerOptions;
try {
  options = workerArguments(process.argv.slice(2), process.cwd(), process.env);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n${USAGE}\n`);
  process.exit(2);
}

// Its log may lie on a full disk: what cannot be written is lost, and scripts go on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// Started by the background process of `muster up`: where the kernel does not end us with it, the channel tells.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

try {
  await runWorker({
    ...options,
    onReady: (ready) => {
      const { taskQueue, temporalAddress, temporalNamespace, context, server } = ready;
      const temporal = `Temporal ${temporalAddress}/${temporalNamespace}`;
      process.stdout.write(`ready: ${taskQueue} · ${temporal} · cluster ${context} (${server})\n`);
      process.send?.({ ready: true });
    },
  });
  process.exit(0);
} catch (error) {
  process.stderr.write(`the worker failed: ${describeError(error)}\n`);
  process.exit(1);
}

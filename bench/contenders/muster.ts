import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUSTER } from '../measure/servers.ts';
import type { Contender, Said } from './contender.ts';
import { runProgram } from './spawned.ts';

/** The built program as a user starts it, against servers and a worker that are already there. */
export const muster: Contender = {
  name: 'muster',
  async run(job) {
    const { suite, parallel, timeoutSeconds, workDir, servers } = job;
    const resultsDir = join(workDir, 'results');
    const limit = timeoutSeconds === undefined ? [] : ['--timeout', `${timeoutSeconds}s`];
    const options = ['--embedded', '--no-config', '-r', resultsDir, '-j', String(parallel), ...limit];
    // Its cluster is the embedded one, whatever the others are pointed at.
    const { KUBECONFIG: _, ...env } = servers.env;
    const ended = await runProgram([...MUSTER, 'run', suite.dir, ...options], {
      job,
      env,
      logFile: join(workDir, 'output.log'),
    });
    return { ...ended, said: readSaid(join(resultsDir, 'aggregated.json')) };
  },
};

const WORDS: Readonly<Record<string, Said>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'errored',
  skipped: 'skipped',
};

function readSaid(file: string): Map<string, Said> {
  const said = new Map<string, Said>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return said;
  }
  const { scenarios } = JSON.parse(text) as { readonly scenarios: readonly { scenario: string; status: string }[] };
  for (const { scenario, status } of scenarios) {
    const word = WORDS[status];
    if (word !== undefined) said.set(scenario, word);
  }
  return said;
}

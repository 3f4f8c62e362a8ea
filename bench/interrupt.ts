type Tidy = () => Promise<void>;

/** What is to be stopped, the newest first: programs that were started in groups of their own do not hear of Ctrl-C. */
const tidying: Tidy[] = [];
let interrupted = false;

/** Runs `tidy` when the benchmark is told to stop; the answer takes it back. */
export function onInterrupt(tidy: Tidy): () => void {
  if (tidying.length === 0) for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  tidying.unshift(tidy);
  return () => {
    tidying.splice(tidying.indexOf(tidy), 1);
    if (tidying.length === 0) for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
  };
}

function stop(): void {
  if (interrupted) return;
  interrupted = true;
  process.stderr.write('stopping the servers\n');
  void tidyAll();
}

async function tidyAll(): Promise<void> {
  for (const tidy of tidying.slice()) await tidy().catch(() => undefined);
  process.exit(130);
}

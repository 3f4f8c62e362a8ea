import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Said } from './contender.ts';
import { runProgram } from './spawned.ts';

/** The bash runner over GNU parallel, or over xargs where there is none. */
export function scripts(name: 'scripts' | 'scripts-batch'): Contender {
  return {
    name,
    async run(job) {
      const { suite, parallel, timeoutSeconds, workDir, servers } = job;
      const resultsDir = join(workDir, 'results');
      const program = join(BENCH_ROOT, 'bench/baseline/run_parallel.sh');
      const options = ['-j', String(parallel), '-s', suite.dir, '-r', resultsDir];
      const ended = await runProgram(['bash', program, ...options], {
        job,
        env: {
          ...servers.env,
          CLEANUP: name === 'scripts' ? 'one-by-one' : 'batch',
          ...(timeoutSeconds === undefined ? {} : { SCENARIO_TIMEOUT: String(timeoutSeconds) }),
        },
        logFile: join(workDir, 'output.log'),
      });
      return { ...ended, said: readSaid(resultsDir) };
    },
  };
}

function readSaid(resultsDir: string): Map<string, Said> {
  const said = new Map<string, Said>();
  for (const file of readdirSync(resultsDir).filter((each) => each.startsWith('s-') && each.endsWith('.json'))) {
    const { status } = JSON.parse(readFileSync(join(resultsDir, file), 'utf8')) as { readonly status: string };
    said.set(file.slice(0, -'.json'.length), status === 'passed' ? 'passed' : 'failed');
  }
  return said;
}

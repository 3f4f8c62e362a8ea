import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, totalmem } from 'node:os';
import { kuttlVersion } from './contenders/kuttl-program.ts';

/** What a result depends on beside the programs themselves. Nothing that names the machine or who uses it. */
export interface Machine {
  readonly processors: number;
  readonly processor: string;
  readonly memoryGib: number;
  readonly platform: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** `servers`: versions of the servers by program. */
export function machineFacts(servers: Readonly<Record<string, string>>): Machine {
  return {
    processors: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${arch()}`,
    versions: {
      muster: BENCH_VERSION,
      node: process.versions.node,
      bash: firstVersionOf('bash', ['--version']),
      'GNU parallel': firstVersionOf('parallel', ['--version']),
      kuttl: kuttlVersion(),
      ...servers,
    },
  };
}

function firstVersionOf(program: string, args: readonly string[]): string {
  try {
    const text = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /\d+(\.\d+)*/.exec(text)?.[0] ?? 'unknown';
  } catch {
    return 'none';
  }
}

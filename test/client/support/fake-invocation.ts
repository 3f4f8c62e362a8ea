import { PassThrough } from 'node:stream';
import type { Environment, Invocation } from '../../../src/client/invocation.ts';

export interface FakeInvocation extends Invocation {
  readonly out: () => string;
  readonly err: () => string;
}

/** A process without a terminal: pipes on both sides, as in CI. */
export function fakeInvocation(cwd: string, env: Environment = {}): FakeInvocation {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  return {
    env,
    cwd,
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    exitCode: 0,
    out: () => String(stdout.read() ?? ''),
    err: () => String(stderr.read() ?? ''),
  };
}

import { join } from 'node:path';
import type { Environment } from '../../../src/client/invocation.ts';
import { program } from '../../../src/client/program.ts';
import { errorLines } from '../../../src/client/view/error-lines.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { fakeInvocation } from './fake-invocation.ts';

export interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** What `main.ts` does, on streams that can be read. A machine without kubeconfig and without earlier runs. */
export async function callProgram(cwd: string, args: readonly string[], env: Environment = {}): Promise<Ended> {
  const bare = { HOME: cwd, XDG_STATE_HOME: join(cwd, 'state'), XDG_CONFIG_HOME: join(cwd, 'config') };
  const invocation = fakeInvocation(cwd, { ...bare, ...env });
  try {
    await program(invocation, '1.2.3').parseAsync(args, { from: 'user' });
    return { out: invocation.out(), err: invocation.err(), code: invocation.exitCode };
  } catch (error) {
    const { lines, exitCode } = errorLines(error, plain, false);
    return { out: invocation.out(), err: invocation.err() + lines.join('\n'), code: exitCode };
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { identityOf, type ProcessIdentity } from '../../src/embedded/process-identity.ts';

/** A process that does nothing until it is ended; reaped by Node, so it is never a zombie for long. */
export async function sleepingChild(
  script = 'setInterval(() => {}, 1000); console.log("up")',
): Promise<{ child: ChildProcess; identity: ProcessIdentity; ended: Promise<unknown> }> {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('no stdout');
  await once(child.stdout, 'data');
  const identity = identityOf(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child is not there');
  return { child, identity, ended };
}

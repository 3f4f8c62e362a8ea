import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/gate.ts';
import { isAlive, pidIn } from '../support/processes.ts';
import { scriptRig } from '../support/run-script.ts';

const linux = process.platform === 'linux';

test.runIf(linux)('an attempt that was given up and goes on is over before the next one begins', async () => {
  const rig = await scriptRig(`exec 9>>lock
flock -n 9 || echo "attempt $ATTEMPT" >> overlap
trap '' TERM
setsid sleep 300 &
echo $$ > "attempt-$ATTEMPT"
until test -e gate-$ATTEMPT; do sleep 0.05; done`);
  const work = (name: string) => join(rig.dir, 'work', name);
  const first = rig.run({ attempt: 1 });
  first.catch(() => undefined);
  const before = await pidIn(work('attempt-1'));
  const second = rig.run({ attempt: 2, namespace: 'muster-a-2' });
  second.catch(() => undefined);
  const after = await pidIn(work('attempt-2'));
  expect([before, after].map(isAlive)).toEqual([false, true]);
  expect(existsSync(work('overlap'))).toBe(false);
  rig.controller.abort(new Error('enough'));
  await Promise.allSettled([first, second]);
});

test.runIf(linux)('the script of another execution is not touched', async () => {
  const script = 'echo $$ > self; exec sleep 300';
  const other = await scriptRig(script);
  const running = other.run();
  running.catch(() => undefined);
  const pid = await pidIn(join(other.dir, 'work/self'));
  const rig = await scriptRig('exit 0');
  expect(await rig.run({ attempt: 2 })).toMatchObject({ status: 'passed' });
  expect(isAlive(pid)).toBe(true);
  other.controller.abort(new Error('enough'));
  await until('its end', () => !isAlive(pid));
});

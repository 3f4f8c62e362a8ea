import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/gate.ts';
import { Installation } from '../support/installation.ts';
import { isAlive } from '../support/processes.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

interface State {
  readonly process: { readonly pid: number };
  readonly children: readonly { readonly name: string; readonly command: string; readonly pid: number }[];
}

const state = () => muster.readJson<State>(muster.stateDir, 'background.json');

function pidOf(part: string): number {
  const child = state().children.find(({ name, command }) => name.startsWith(part) || command === part);
  if (child === undefined) throw new Error(`no ${part} among ${JSON.stringify(state().children)}`);
  return child.pid;
}

interface GatedRun {
  readonly name: string;
  readonly results: string;
  readonly cli: ReturnType<Installation['start']>;
  /** Resolves when so many scripts wait at the gate. */
  arrived(count: number): Promise<void>;
  /** Process ids of the scripts that have arrived. */
  pids(): number[];
  open(): void;
}

const openGates: (() => void)[] = [];
// A test that fails in the middle must not hold up the ones after it.
afterEach(() => {
  for (const open of openGates.splice(0)) open();
});

/** Eight scripts at -j 4 that wait for a file: whatever is killed meanwhile is killed in the middle. */
function startGatedRun(name: string): GatedRun {
  const meeting = muster.freshPath('meeting');
  const gate = muster.freshPath('gate');
  const script = `set -eu
mkdir -p ${meeting}
# Moved, so that whoever finds the file finds the number in it.
echo $$ > "${meeting}.$SCENARIO-$ATTEMPT"
mv "${meeting}.$SCENARIO-$ATTEMPT" "${meeting}/$SCENARIO-$ATTEMPT"
until test -e ${gate}; do sleep 0.1; done
kubectl create configmap after --from-literal=by="$SCENARIO"
`;
  const dir = muster.scenarios(
    Object.fromEntries('a b c d e f g h'.split(' ').map((letter) => [`${letter}.sh`, script])),
  );
  const results = muster.freshPath('results');
  const open = () => writeFileSync(gate, '');
  openGates.push(open);
  return {
    name,
    results,
    cli: muster.start(['run', dir, '--embedded', '-j', '4', '-r', results, '--name', name]),
    arrived: (count) => until(`${count} scripts`, () => existsSync(meeting) && readdirSync(meeting).length >= count),
    pids: () => readdirSync(meeting).map((file) => Number(readFileSync(join(meeting, file), 'utf8'))),
    open,
  };
}

interface Aggregated {
  readonly total: number;
  readonly passed: number;
}

async function expectAllPassed(run: GatedRun): Promise<void> {
  const { exitCode, stderr } = await run.cli;
  expect(exitCode, stderr).toBe(0);
  expect(muster.readJson<Aggregated>(run.results, 'aggregated.json')).toMatchObject({ total: 8, passed: 8 });
  expect(await muster.namespaces(run.name)).toEqual([]);
}

describe('kill -9 in the middle of a run: every outcome is right and no namespace is left, after it hits', () => {
  test('the worker', async () => {
    const run = startGatedRun('kill-worker');
    await run.arrived(4);
    const before = run.pids();
    process.kill(pidOf('worker'), 'SIGKILL');
    // The gate is still closed: they end because their worker has, long before they are tried again.
    await until('its scripts to die', () => !before.some(isAlive));
    run.open();
    await expectAllPassed(run);
    const attempts = readdirSync(join(run.results, '.muster', 'attempts'));
    expect(attempts.length, 'logs of the attempts that were lost').toBeGreaterThan(0);
  });

  test('Temporal', async () => {
    const run = startGatedRun('kill-temporal');
    await run.arrived(4);
    process.kill(pidOf('temporal'), 'SIGKILL');
    run.open();
    await expectAllPassed(run);
  });

  test('the API server', async () => {
    const run = startGatedRun('kill-apiserver');
    await run.arrived(4);
    const before = pidOf('kube-apiserver');
    process.kill(before, 'SIGKILL');
    await until('another API server', () => {
      const after = state().children.find(({ command }) => command === 'kube-apiserver');
      return after !== undefined && after.pid !== before;
    });
    run.open();
    await expectAllPassed(run);
  });

  test('the background process', async () => {
    const run = startGatedRun('kill-background');
    await run.arrived(4);
    process.kill(state().process.pid, 'SIGKILL');
    run.open();
    await expectAllPassed(run);
  });

  test('the command line: the run goes on and can be watched again', async () => {
    const run = startGatedRun('kill-cli');
    await run.arrived(4);
    run.cli.kill('SIGKILL');
    await run.cli;
    const watching = muster.start(['watch', run.name]);
    run.open();
    const { exitCode, stderr } = await watching;
    expect(exitCode, stderr).toBe(0);
    expect(muster.readJson<Aggregated>(run.results, 'aggregated.json')).toMatchObject({ total: 8, passed: 8 });
    expect(await muster.namespaces(run.name)).toEqual([]);
  });
});

describe('cancelling', () => {
  test('with `muster cancel` stops the scripts, cleans up, and the run ends with exit 4', async () => {
    const run = startGatedRun('cancel-me');
    await run.arrived(4);
    expect((await muster.muster('cancel', run.name)).exitCode).toBe(0);
    const { exitCode, stderr } = await run.cli;
    expect(exitCode, stderr).toBe(4);
    expect(await muster.namespaces(run.name)).toEqual([]);
    expect(muster.readJson<Aggregated>(run.results, 'aggregated.json')).toMatchObject({ total: 8, passed: 0 });
  });

  test('with a signal, without a terminal, cancels and cleans up', async () => {
    const run = startGatedRun('interrupt-me');
    await run.arrived(4);
    process.kill(run.cli.pid ?? 0, 'SIGTERM');
    const { exitCode, stderr } = await run.cli;
    expect(exitCode, stderr).toBe(143);
    await until('the namespaces to go', async () => (await muster.namespaces(run.name)).length === 0);
  });
});

test('scale and status act on a run that is running', async () => {
  const run = startGatedRun('scale-me');
  await run.arrived(4);
  expect((await muster.muster('scale', run.name, '8')).exitCode).toBe(0);
  await run.arrived(8);
  const status = await muster.muster('status', run.name);
  expect(status.stdout + status.stderr).toContain('scale-me');
  const refused = await muster.muster('scale', run.name, '0');
  expect(refused.exitCode).toBe(2);
  run.open();
  await expectAllPassed(run);
});

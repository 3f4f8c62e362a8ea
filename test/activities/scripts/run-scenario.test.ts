import { writeFileSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boundedLog } from '../../../src/activities/scripts/log-file.ts';
import { resultsLayout } from '../../../src/results/index.ts';
import { scriptRig, type ScriptRig } from '../../support/run-script.ts';

async function logOf(rig: ScriptRig): Promise<string> {
  return readFile(resultsLayout(rig.input.settings.resultsDir).log('a'), 'utf8');
}

describe('what a script’s end means', () => {
  test('exit 0 passes, without a tail', async () => {
    const rig = await scriptRig('echo fine');
    expect(await rig.run()).toEqual({
      status: 'passed',
      exitCode: 0,
      scriptMs: expect.any(Number) as number,
      tail: '',
    });
    expect(await logOf(rig)).toBe('fine\n');
  });

  test('any other exit code fails, with the end of the output', async () => {
    const rig = await scriptRig('echo wrong >&2; exit 3');
    expect(await rig.run()).toMatchObject({
      status: 'failed',
      reason: 'exit-code',
      message: 'exit code 3',
      exitCode: 3,
      tail: 'wrong',
    });
  });

  test('77 skips with the last line as the reason, and so do the codes that are given', async () => {
    const rig = await scriptRig('echo starting; echo no GPU here; echo; exit "${CODE:-77}"');
    expect(await rig.run()).toMatchObject({ status: 'skipped', message: 'skipped: no GPU here', exitCode: 77 });
    const scenario = { ...rig.input.scenario, env: { CODE: '5' } };
    expect(await rig.run({ scenario, skipExitCodes: [4, 5] })).toMatchObject({ status: 'skipped', exitCode: 5 });
    expect(await rig.run({ scenario })).toMatchObject({ status: 'failed', exitCode: 5 });
  });

  test('a signal fails and is named, with the exit code that a shell would report', async () => {
    const rig = await scriptRig('kill -SEGV $$');
    expect(await rig.run()).toMatchObject({
      status: 'failed',
      reason: 'signal',
      message: 'killed by SIGSEGV',
      exitCode: 139,
    });
  });
});

describe('what a script sees', () => {
  test('namespace and release as arguments, and everything in its environment', async () => {
    const rig = await scriptRig(
      'echo "$1 $2 $#"; echo "$NAMESPACE $TEST_NAMESPACE $HELM_NAMESPACE $RELEASE $RELEASE_NAME $TEST_RELEASE"; ' +
        'echo "$SCENARIO $ATTEMPT $HELM_FROM_WORKER $OWN"; cat "$KUBECONFIG"; echo; echo "${PATH##*:}"',
      { scenario: { env: { OWN: 'mine', NAMESPACE: 'stolen' } }, toolsDir: '/tools' },
    );
    await rig.run();
    expect(await logOf(rig)).toBe(
      'muster-a-1 a-1 2\nmuster-a-1 muster-a-1 muster-a-1 a-1 a-1 a-1\na.sh 1 yes mine\nnamespace: muster-a-1\n/tools\n',
    );
  });

  test('the caller’s environment alone, when one was handed over', async () => {
    const rig = await scriptRig('echo "$CALLER ${HELM_FROM_WORKER-none}"');
    const environmentFile = join(rig.dir, 'environment.json');
    await writeFile(environmentFile, JSON.stringify({ CALLER: 'me', PATH: process.env['PATH'] }));
    await rig.run({ settings: { ...rig.input.settings, environmentFile } });
    expect(await logOf(rig)).toBe('me none\n');
  });

  test('its working directory, itself by its own path, and nothing on stdin', async () => {
    const rig = await scriptRig('pwd; ls; cd "${BASH_SOURCE[0]%/*}" && ls; read -r x || echo "no input"');
    await rig.run();
    expect(await logOf(rig)).toBe(`${join(rig.dir, 'work')}\nhere\na.sh\nno input\n`);
  });

  test('the interpreter of its shebang, without execute bit and with a carriage return', async () => {
    const rig = await scriptRig('#!/usr/bin/env -S awk -f\r\nBEGIN { print "I am awk, given " ARGV[1] }\n');
    await rig.run();
    expect(await logOf(rig)).toBe('I am awk, given muster-a-1\n');
  });

  test('a private kubeconfig that is gone afterwards', async () => {
    const rig = await scriptRig('ls -ld "${KUBECONFIG%/*}" | cut -c1-10; echo "$KUBECONFIG"');
    await rig.run();
    const [mode, path = ''] = (await logOf(rig)).split('\n');
    expect(mode).toBe('drwx------');
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('standard streams that can be opened by name, in the order of its writes', async () => {
    const rig = await scriptRig(
      'for n in 1 2 3; do echo "out $n"; echo "err $n" | tee /dev/stderr >/dev/null; done; echo end > /dev/stdout',
    );
    expect(await rig.run()).toMatchObject({ status: 'passed' });
    expect(await logOf(rig)).toBe('out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nend\n');
  });
});

describe('output', () => {
  test('the tail has no colours, no control characters and only whole characters', async () => {
    const rig = await scriptRig(String.raw`printf '\033[31mred\033[0m\007 \377\376 \303\244\r\nnext\000\n'; exit 1`);
    const { tail } = await rig.run();
    expect(tail).toBe('red \ufffd\ufffd ä\nnext');
    expect(await logOf(rig)).toContain('\u001b[31mred');
  });

  test('the tail is the end, at most 2,048 bytes, cut between characters', async () => {
    const rig = await scriptRig('for n in {1..5000}; do printf "ä%s " "$n"; done; exit 1');
    const { tail } = await rig.run();
    expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(2_048);
    expect(Buffer.byteLength(tail)).toBeGreaterThan(2_040);
    expect(tail).toMatch(/ä5000$/);
    expect(tail).not.toContain('\ufffd');
  });

  test('a log beyond its bound is cut, says by how much, and the script goes on', async () => {
    const rig = await scriptRig('head -c 300000 /dev/zero | tr "\\0" x; echo done; exit 4', { logBytesMax: 1_000 });
    expect(await rig.run()).toMatchObject({ exitCode: 4, tail: expect.stringMatching(/xdone$/) as string });
    expect(await logOf(rig)).toBe(`${'x'.repeat(1_000)}\n[muster: 299005 more bytes of output were not kept]\n`);
  });

  test('an earlier attempt’s log is kept below .muster', async () => {
    const rig = await scriptRig('echo "attempt $ATTEMPT"');
    await rig.run();
    await rig.run({ attempt: 2 });
    const layout = resultsLayout(rig.input.settings.resultsDir);
    expect(await readFile(layout.attemptLog('a', 1), 'utf8')).toBe('attempt 1\n');
    expect(await logOf(rig)).toBe('attempt 2\n');
  });
});

describe('what is not the script’s fault', () => {
  test('a script that changed or went away since the plan is Scenario.Changed', async () => {
    const rig = await scriptRig('echo a');
    await writeFile(join(rig.input.settings.scenariosDir, 'a.sh'), 'echo b');
    await expect(rig.run()).rejects.toMatchObject({ type: 'Scenario.Changed', nonRetryable: true });
    const scenario = { ...rig.input.scenario, path: 'gone.sh' };
    await expect(rig.run({ scenario })).rejects.toMatchObject({ type: 'Scenario.Changed' });
  });

  test('an interpreter that does not exist is Scenario.CannotStart and named', async () => {
    const rig = await scriptRig('#!/no/such/shell\n');
    await expect(rig.run()).rejects.toMatchObject({
      type: 'Scenario.CannotStart',
      nonRetryable: true,
      message: expect.stringContaining('/no/such/shell answers ENOENT') as string,
    });
  });

  test('an environment beyond what the system takes is Scenario.CannotStart', async () => {
    const rig = await scriptRig('true', { scenario: { env: { BIG: 'x'.repeat(3_000_000) } } });
    await expect(rig.run()).rejects.toMatchObject({ type: 'Scenario.CannotStart' });
  });

  test('a missing working directory or environment file is Scenario.CannotStart', async () => {
    const rig = await scriptRig('true');
    const { settings } = rig.input;
    await expect(rig.run({ settings: { ...settings, workingDir: '/no/such' } })).rejects.toThrow(/working directory/);
    await expect(rig.run({ settings: { ...settings, environmentFile: '/no/such' } })).rejects.toMatchObject({
      type: 'Scenario.CannotStart',
    });
  });

  test('a log that cannot be opened is Results.Unwritable', async () => {
    const rig = await scriptRig('exit 1');
    await mkdir(resultsLayout(rig.input.settings.resultsDir).log('a'), { recursive: true });
    await expect(rig.run()).rejects.toMatchObject({ type: 'Results.Unwritable', nonRetryable: true });
  });

  test.skipIf(process.platform !== 'linux')(
    'a disk that is full while the script runs is Results.Unwritable',
    async () => {
      const log = boundedLog('/results', await open('/dev/full', 'w'), 100);
      await expect(log.write(Buffer.from('more'))).rejects.toMatchObject({
        type: 'Results.Unwritable',
        message: expect.stringContaining('no space left') as string,
      });
      await log.close();
    },
  );

  test('it heartbeats as long as the script runs', async () => {
    const beats: string[] = [];
    const rig = await scriptRig('until [ -e beat ]; do sleep 0.05; done', {
      onHeartbeat: () => {
        beats.push('beat');
        writeFileSync(join(rig.dir, 'work/beat'), '');
      },
    });
    expect(await rig.run()).toMatchObject({ status: 'passed' });
    expect(beats.length).toBeGreaterThan(0);
  });
});

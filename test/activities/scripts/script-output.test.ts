import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resultsLayout } from '../../../src/results/index.ts';
import { until } from '../../support/gate.ts';
import { noCluster, scriptRig, type ScriptRig } from '../../support/run-script.ts';

const values = {
  named: 'named-7d1f0c22',
  filed: 'filed-93ab55e0',
  looksSecret: 'looks-5c3e8a41',
  innocent: 'innocent-e4410b',
  ofScript: 'script-0ddba11f',
};

async function logOf(rig: ScriptRig): Promise<string> {
  return readFile(resultsLayout(rig.input.settings.resultsDir).log('a'), 'utf8');
}

/** A script that says everything, in an environment that was handed over. */
async function talkative(source: string): Promise<ScriptRig> {
  const rig = await scriptRig(source, {
    scenario: { env: { SCRIPT_TOKEN: values.ofScript } },
    settings: { secretEnv: ['NAMED', 'NOT_THERE'] },
  });
  const environmentFile = join(rig.dir, 'environment.json');
  const { named, filed, looksSecret, innocent } = values;
  const variables = {
    NAMED: named,
    FILED: filed,
    DB_PASSWORD: looksSecret,
    INNOCENT: innocent,
    PATH: process.env['PATH'],
  };
  await writeFile(environmentFile, JSON.stringify({ variables, secretNames: ['FILED'] }));
  return { ...rig, run: () => rig.run({ settings: { ...rig.input.settings, environmentFile } }) };
}

describe('known secrets', () => {
  test('leave neither by the log nor by the end of the output in a result; other variables do', async () => {
    const rig = await talkative(
      'echo "1 $NAMED 2 $FILED"; echo "3 $DB_PASSWORD 4 $SCRIPT_TOKEN"; echo "5 $INNOCENT"; exit 1',
    );
    const expected = `1 *** 2 ***\n3 *** 4 ***\n5 ${values.innocent}`;
    expect(await rig.run()).toMatchObject({ status: 'failed', tail: expected });
    expect(await logOf(rig)).toBe(`${expected}\n`);
  });

  test('leave not by the reason of a skip either', async () => {
    const rig = await talkative('echo "no $NAMED here"; exit 77');
    expect(await rig.run()).toMatchObject({ status: 'skipped', message: 'skipped: no *** here' });
  });

  test('leave not by the end of an output without a newline, or one that is cut by its time limit', async () => {
    const whole = await talkative('printf "%s" "$NAMED"; exit 1');
    expect(await whole.run()).toMatchObject({ tail: '***' });
    const rig = await talkative('printf "%s" "${NAMED%????}"; sleep 0.1; printf "%s" "${NAMED: -4}"; exit 1');
    expect(await rig.run()).toMatchObject({ tail: '***' });
    expect(await logOf(rig)).toBe('***');
  });

  test('leave not when control characters stand within them, which the end of an output loses', async () => {
    const rig = await talkative(String.raw`printf '%s\001%s\n' "${'$'}{NAMED%????}" "${'$'}{NAMED: -4}"; exit 1`);
    expect(await rig.run()).toMatchObject({ tail: '***' });
  });

  test('what may be the beginning of one comes out at the end', async () => {
    const rig = await talkative('printf "%s" "${NAMED%????}"; exit 1');
    expect(await rig.run()).toMatchObject({ tail: values.named.slice(0, -4) });
  });

  test('what was held back is in the log of a script that was cancelled, too', async () => {
    const rig = await talkative('printf "%s" "${NAMED%????}"; touch said; sleep 20');
    const running = rig.run();
    await until('the script to have spoken', () => existsSync(join(rig.dir, 'work', 'said')));
    rig.controller.abort();
    await expect(running).rejects.toThrow('aborted');
    expect(await logOf(rig)).toBe(values.named.slice(0, -4));
  });

  test('of a worker that passes them by their names leave neither', async () => {
    const rig = await scriptRig('echo "$DB_URL"; exit 1', {
      settings: { passEnv: ['DB_URL'] },
      env: { PATH: process.env['PATH'], DB_URL: values.innocent },
    });
    expect(await rig.run()).toMatchObject({ status: 'failed', tail: '***' });
  });

  test("of the caller's kubeconfig leave not when a script prints it", async () => {
    const { scenarioAccess } = noCluster;
    const rig = await scriptRig('cat "$KUBECONFIG"; exit 1', {
      kubernetes: {
        async writeKubeconfig({ path }) {
          await writeFile(path, `token: ${values.named}\nserver: here\n`);
          return [values.named];
        },
        scenarioAccess,
      },
    });
    expect(await rig.run()).toMatchObject({ status: 'failed', tail: 'token: ***\nserver: here' });
    expect(await logOf(rig)).not.toContain(values.named);
  });

  test('reach the script itself as they are', async () => {
    const rig = await talkative(`test "$FILED" = ${values.filed}`);
    expect(await rig.run()).toMatchObject({ status: 'passed' });
  });
});

import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { secretTextsOf } from '../../src/activities/secrets/secret-texts.ts';
import { until } from '../support/gate.ts';
import { Installation, type Finished } from '../support/installation.ts';

/** Distinct, and to be found nowhere by chance. */
const planted = (what: string) => `${what}-${randomBytes(9).toString('hex')}`;
const secrets = {
  ofEnvFile: planted('filed'),
  multiLine: `${planted('line-one')}\n${planted('line-two')}`,
  ofName: planted('password'),
  named: planted('named'),
};
/** Its variable's name says nothing: a log may hold it, but nothing else. */
const innocent = planted('innocent');
/** Stands in the input of the run, which proves that the search finds what is there. */
const marker = planted('marker');

// More than the end of an output that travels in a result follows on what is said.
const everything =
  'echo "$API_URL $CERTIFICATE $DB_PASSWORD $NAMED $INNOCENT"; env; env | base64; head -c 30000 /dev/zero | tr "\\0" .; ' +
  'echo; echo "$API_URL at the end"';
const scripts = {
  'says.sh': `${everything}; touch "$GATE.running"; until test -e "$GATE"; do sleep 0.1; done; exit 1`,
  'skips.sh': 'echo "no $API_URL here"; exit 77',
  'retries.sh': `# @meta\n# retries: 1\n# @endmeta\n${everything}; exit 1`,
};

let muster: Installation;
let run: Finished;
let results: string;
let commandLines: string;
let environmentsWhileRunning: string[];

beforeAll(async () => {
  muster = new Installation();
  const up = await muster.muster('up', '--profile', 'api');
  expect(up.exitCode, up.stderr).toBe(0);
  results = muster.freshPath('results');
  const gate = muster.freshPath('gate');
  const envFile = muster.freshPath('team.env');
  writeFileSync(envFile, `# of the team\nexport API_URL='${secrets.ofEnvFile}'\nCERTIFICATE="${secrets.multiLine}"\n`);
  const started = muster.start(
    [
      'run',
      muster.scenarios(scripts),
      '--embedded',
      '--env-file',
      envFile,
      '--secret-env',
      'NAMED',
      '-r',
      results,
    ].concat(['--name', marker, '-o', 'json']),
    { env: { DB_PASSWORD: secrets.ofName, NAMED: secrets.named, INNOCENT: innocent, GATE: gate } },
  );
  await until('the script to have said everything', () => existsSync(`${gate}.running`));
  commandLines = allCommandLines();
  environmentsWhileRunning = readdirSync(join(muster.stateDir, 'env'));
  writeFileSync(gate, '');
  const { exitCode, stdout, stderr } = await started;
  run = { exitCode, stdout, stderr };
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

function allCommandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .join('\n');
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const PIECE_BYTES = 16 * 1024 * 1024;

/** Which of the values are in these bytes, in any of the shapes in which a redaction knows them. */
function foundIn(bytes: Buffer | string, values: readonly string[]): string[] {
  const haystack = Buffer.from(bytes);
  return values.filter((value) => secretTextsOf(value).some((text) => haystack.includes(text)));
}

/** By file; large ones (databases, write-ahead logs) in pieces that overlap. */
function foundBelow(dir: string, values: readonly string[]): Record<string, string[]> {
  const buffer = Buffer.alloc(PIECE_BYTES);
  const found: Record<string, string[]> = {};
  for (const path of filesBelow(dir)) {
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < statSync(path).size; at += PIECE_BYTES - 1_000) {
        const length = readSync(file, buffer, 0, PIECE_BYTES, at);
        const here = foundIn(buffer.subarray(0, length), values);
        if (here.length > 0) found[path] = here;
      }
    } finally {
      closeSync(file);
    }
  }
  return found;
}

/** Bytes anywhere in a history: inputs, results, memos, failures. */
function payloadsOf(value: unknown): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(payloadsOf) : [];
}

const all = [...Object.values(secrets), innocent];

describe('planted secrets', () => {
  test('reach the scripts, whose outcomes are what they would be', () => {
    expect(run.exitCode, run.stderr).toBe(1);
    expect(muster.readJson(results, 'says.json')).toMatchObject({ status: 'failed', exit_code: 1 });
    expect(muster.readJson(results, 'skips.json')).toMatchObject({ status: 'skipped', error: 'skipped: no *** here' });
    expect(muster.readJson(results, 'retries.json')).toMatchObject({ attempt: 2 });
    expect(readFileSync(join(results, 'says.log'), 'utf8')).toContain(`*** *** *** *** ${innocent}`);
  });

  test('are in no log and no result, also not of an earlier attempt; a variable that nobody calls secret may be', () => {
    expect(filesBelow(results).map((path) => path.slice(results.length))).toContain('/.muster/attempts/retries.1.log');
    expect(foundBelow(results, Object.values(secrets))).toEqual({});
    expect(Object.keys(foundBelow(results, [innocent]))).toContain(join(results, 'says.log'));
  });

  test('are not in what the command line prints', () => {
    expect(run.stdout).toContain(marker);
    expect(foundIn(run.stdout + run.stderr, Object.values(secrets))).toEqual([]);
  });

  test('are in no argument of a process while scripts run', () => {
    expect(commandLines).toContain(marker);
    expect(foundIn(commandLines, all)).toEqual([]);
  });

  test('are in no history, nor is a variable that nobody calls secret', async () => {
    const { stdout } = await muster.muster('up', '--profile', 'api', '-o', 'json');
    const { temporal } = JSON.parse(stdout) as { temporal: { address: string } };
    const connection = await Connection.connect({ address: temporal.address });
    onTestFinished(() => connection.close());
    const client = new Client({ connection });
    const texts: string[] = [];
    for await (const { workflowId, runId } of client.workflow.list()) {
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      texts.push(JSON.stringify(events), ...payloadsOf(events));
    }
    const text = texts.join('\n');
    for (const proof of [marker, '*** at the end']) expect([proof, text.includes(proof)]).toEqual([proof, true]);
    expect(foundIn(text, all)).toEqual([]);
  });

  test('are nowhere in the state directory: databases of the servers, logs of worker and background process', () => {
    const databases = filesBelow(muster.stateDir).filter((path) => readFileSync(path).includes(marker));
    expect(databases.some((path) => /temporal/.test(path))).toBe(true);
    expect(foundBelow(muster.stateDir, all)).toEqual({});
  });

  test('lie in a file while the run is open, which is removed when it ends', () => {
    expect(environmentsWhileRunning).toHaveLength(1);
    expect(readdirSync(join(muster.stateDir, 'env'))).toEqual([]);
  });
});

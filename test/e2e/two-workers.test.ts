import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openArtifactStore } from '../../src/artifacts/index.ts';
import { until } from '../support/gate.ts';
import { Installation } from '../support/installation.ts';
import { s3Program } from '../support/s3-program.ts';
import { startS3Server, type S3Server } from '../support/s3-server.ts';

/** Hosts that share no disk in all but the test: each has a home, a state, a cache and a working directory of its own. */
let client: Installation;
let s3: S3Server | undefined;
const running: Worker[] = [];
const program = await s3Program(inject('cacheDir'));
if ('missing' in program) process.stderr.write(`two workers with an S3 store are left out: ${program.missing}\n`);

beforeAll(async () => {
  client = new Installation();
  const up = await client.muster('up', '--profile', 'api');
  expect(up.exitCode, up.stderr).toBe(0);
});
afterAll(async () => {
  await stopWorkers();
  await client[Symbol.asyncDispose]();
  await s3?.[Symbol.asyncDispose]();
});

/** An artifact store, and the variables that whoever uses it needs. */
interface Place {
  readonly address: string;
  readonly env: Record<string, string>;
}

async function placeOf(kind: 'directory' | 'bucket'): Promise<Place> {
  if (kind === 'directory') return { address: client.freshPath('store'), env: {} };
  if ('missing' in program) throw new Error(program.missing);
  s3 = await startS3Server(program.path);
  await s3.addBucket('artifacts');
  return { address: `s3://artifacts/tests?endpoint=${encodeURIComponent(s3.endpoint)}`, env: { ...s3.root } };
}

interface Worker {
  readonly host: Installation;
  readonly process: ReturnType<Installation['start']>;
}

async function startWorker(place: Place, host = new Installation()): Promise<Worker> {
  const { stdout } = await client.muster('up', '--profile', 'api', '-o', 'json');
  const { temporal } = JSON.parse(stdout) as { temporal: { address: string } };
  const args = ['worker', '--task-queue', 'team', '--script-slots', '1', '--artifacts', place.address];
  const process = host.start([...args, '--kubeconfig', client.kubeconfigPath], {
    env: { ...place.env, TEMPORAL_ADDRESS: temporal.address, XDG_CACHE_HOME: host.freshPath('cache') },
  });
  let said = '';
  process.stderr.on('data', (text: Buffer) => (said += text.toString()));
  await until('the worker', () => said.includes('ready: team') || process.exitCode !== null);
  expect(said).toContain('ready: team');
  const worker = { host, process };
  running.push(worker);
  return worker;
}

async function stopWorkers(): Promise<void> {
  const stopped = running.splice(0);
  for (const { process } of stopped) process.kill('SIGTERM');
  await Promise.all(stopped.map(({ process }) => process));
  for (const host of new Set(stopped.map((worker) => worker.host))) await host[Symbol.asyncDispose]();
}

/** Whether a log in the store holds that by now. */
async function isStored({ address, env }: Place, text: string): Promise<boolean> {
  const store = await openArtifactStore(address, env);
  const parts = (await store.list('runs/')).filter(({ key }) => key.includes('/logs/'));
  const texts = await Promise.all(parts.map(async ({ key, bytes }) => (await store.get(key, bytes))?.toString() ?? ''));
  store.close();
  return texts.some((each) => each.includes(text));
}

function suite(meeting: string, gate: string): string {
  return client.scenarios({
    // Sourced from the directory in which the scripts start: the bundle's root.
    'lib/words.bash': `
arrive() { mkdir -p ${meeting}; echo "$HOME" > ${meeting}/"$SCENARIO"; echo "$SCENARIO runs in $HOME"; }
meet() { until test -e ${meeting}/"$1"; do sleep 0.1; done; }
`,
    // Each worker runs one script at a time, so these two end only when each has one.
    'a.sh': '. ./lib/words.bash; arrive; meet b.sh; test -z "${ONLY_OF_THE_CLIENT:-}"',
    'b.sh': '. ./lib/words.bash; arrive; meet a.sh',
    'c.sh': `. ./lib/words.bash; echo "before the end of attempt $ATTEMPT"; arrive; until test -e ${gate}; do sleep 0.1; done`,
    'd.sh': '. ./lib/words.bash; arrive; echo "d says no"; exit 3',
  });
}

const kinds = ['directory', ...('path' in program ? (['bucket'] as const) : [])] as const;
test.each(kinds)(
  'two workers that share only a %s run a bundle; one dies in the middle, its log does not',
  async (kind) => {
    const place = await placeOf(kind);
    const [meeting, gate, results] = ['meeting', 'gate', 'results'].map((name) => client.freshPath(name)) as [
      string,
      string,
      string,
    ];
    const name = `through-${kind}`;
    const env = { ...place.env, MUSTER_ARTIFACTS: place.address };
    const workers = [await startWorker(place), await startWorker(place)];
    const args = ['run', suite(meeting, gate), '--task-queue', 'team', '--bundle', '-j', '2', '--order', 'name'];
    const run = client.start([...args, '-r', results, '--name', name], { env: { ...env, ONLY_OF_THE_CLIENT: '1' } });
    await until('c.sh', () => existsSync(join(meeting, 'c.sh')));
    const homes = ['a.sh', 'b.sh'].map((path) => readFileSync(join(meeting, path), 'utf8').trim());
    expect(homes.toSorted()).toEqual(workers.map(({ host }) => host.home).toSorted());

    const following = client.start(['logs', '-f', name, 'c.sh'], { env });
    await until('what c.sh has written to be in the store', () => isStored(place, 'before the end of attempt 1'));
    const home = readFileSync(join(meeting, 'c.sh'), 'utf8').trim();
    const killed = workers.find(({ host }) => host.home === home);
    killed?.process.kill('SIGKILL');
    writeFileSync(gate, '');

    const { exitCode, stderr } = await run;
    expect(exitCode, stderr).toBe(1);
    const totals = { total: 4, passed: 3, failed: 1 };
    expect(client.readJson(results, 'aggregated.json')).toMatchObject(totals);
    expect(client.readJson(results, '.muster', 'run.json')).toMatchObject({
      totals,
      settings: { resultsDir: results },
    });
    for (const [path, at] of [
      ['a', homes[0]],
      ['b', homes[1]],
    ] as const) {
      expect(readFileSync(join(results, `${path}.log`), 'utf8')).toBe(`${path}.sh runs in ${at}\n`);
    }
    expect(readFileSync(join(results, 'd.log'), 'utf8')).toContain('d says no');
    const attempts = join(results, '.muster', 'attempts');
    expect(readFileSync(join(attempts, 'c.1.log'), 'utf8')).toContain('before the end of attempt 1');
    expect(readFileSync(join(results, 'c.log'), 'utf8')).toContain('before the end of attempt 2');
    expect(readFileSync(join(results, 'report.html'), 'utf8').length).toBeGreaterThan(0);
    expect(await client.namespaces(name)).toEqual([]);

    const followed = await following;
    expect(followed.stdout).toContain('before the end of attempt 1');
    expect(followed.stdout).toContain('before the end of attempt 2');

    // As on somebody else's machine, which knows the run from Temporal and all else from the store.
    renameSync(results, `${results}-elsewhere`);
    const { stdout: log } = await client.start(['logs', name, 'd.sh'], { env });
    expect(log).toContain('d says no');
    const { stdout: listed } = await client.start(['results', name, '-o', 'name', '--status', 'failed'], { env });
    expect(listed.trim()).toBe('d.sh');

    // Nothing stays on the workers' disks: of the one that was killed, once it is back.
    if (killed !== undefined) await startWorker(place, killed.host);
    for (const { host } of workers) {
      const staging = join(host.stateDir, 'staging');
      await until('staging directories to be empty', () => !existsSync(staging) || leaves(staging) === 0);
    }
    // What another test starts is for its own workers.
    await stopWorkers();
  },
);

function leaves(dir: string): number {
  return readdirSync(dir).flatMap((mark) => readdirSync(join(dir, mark))).length;
}

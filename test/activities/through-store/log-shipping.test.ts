import { appendFile, mkdir, readdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogSender } from '../../../src/activities/through-store/log-sender.ts';
import { LogShipping } from '../../../src/activities/through-store/log-shipping.ts';
import { Staging } from '../../../src/activities/through-store/staging.ts';
import { openDirectoryStore } from '../../../src/artifacts/directory-store.ts';
import { LOG_PART_BYTES_MAX } from '../../../src/shared/limits.ts';
import { gate, until } from '../../support/gate.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const KEY = 'runs/n/w/r/logs/a.1/';
/** A process that is surely gone: of this boot and PID namespace, but with a start time that none has. */
const GONE = async () => {
  const { ownWorkerMark } = await import('../../../src/supervisor/worker-mark.ts');
  const [view] = ownWorkerMark().split('-');
  return `${view}-1-0-dead`;
};

async function rig() {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'work'));
  const store = openDirectoryStore(join(dir, 'store'));
  const stored = async () => {
    const parts = await store.list(KEY);
    const bytes = await Promise.all(parts.map(async ({ key }) => (await store.get(key, 1e9)) ?? Buffer.alloc(0)));
    return Buffer.concat(bytes).toString();
  };
  return { dir, file: join(dir, 'work', 'a.log'), store, stored };
}

const slot = <T>(work: () => Promise<T>) => work();

describe('a log on its way to the store', () => {
  test('is there while it is written, and as a whole at the end', async () => {
    const { file, store, stored } = await rig();
    const shipping = new LogShipping({ store, file, key: KEY, slot, intervalMs: 5 });
    shipping.start();
    await writeFile(file, 'first\n');
    await until('the first line', async () => (await stored()) === 'first\n');
    await appendFile(file, 'second\n');
    await until('the second line', async () => (await stored()) === 'first\nsecond\n');
    await appendFile(file, 'last');
    expect(await shipping.finish()).toBe(true);
    expect(await stored()).toBe('first\nsecond\nlast');
    expect((await store.list(KEY)).map(({ key }) => key.slice(KEY.length))).toEqual(['000001', '000002', '000003']);
  });

  test('comes in parts of a bounded size, and without a log there is none', async () => {
    const { file, store } = await rig();
    expect(await new LogShipping({ store, file, key: KEY, slot }).finish()).toBe(true);
    expect(await store.list(KEY)).toEqual([]);
    await writeFile(file, '');
    await truncate(file, 2 * LOG_PART_BYTES_MAX + 5);
    expect(await new LogShipping({ store, file, key: KEY, slot }).finish()).toBe(true);
    expect((await store.list(KEY)).map(({ bytes }) => bytes)).toEqual([LOG_PART_BYTES_MAX, LOG_PART_BYTES_MAX, 5]);
  });

  test('is no other file that a script puts in its place', async () => {
    const { dir, file, store } = await rig();
    await writeFile(join(dir, 'secret'), 'secret');
    await symlink(join(dir, 'secret'), file);
    expect(await new LogShipping({ store, file, key: KEY, slot }).finish()).toBe(true);
    expect(await store.list(KEY)).toEqual([]);
  });

  test('is whole, whichever puts fail, hang or are done twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.constantFrom('done', 'lost', 'failed')),
        async (chunks, ends) => {
          const { file, store, stored } = await rig();
          let putCount = 0;
          const late: (() => Promise<void>)[] = [];
          const put = async (key: string, body: Uint8Array) => {
            putCount += 1;
            const end = putCount > 20 ? 'done' : ends.next().value;
            // One whose answer is lost arrives, perhaps much later.
            if (end === 'lost') late.push(() => store.put(key, Uint8Array.from(body)));
            if (end !== 'done') throw new Error(end);
            await store.put(key, body);
          };
          const shipping = new LogShipping({ store: { ...store, put }, file, key: KEY, slot, intervalMs: 1 });
          shipping.start();
          for (const chunk of chunks) await appendFile(file, chunk);
          await until('everything', () => shipping.finish());
          for (const each of late) await each();
          expect(await stored()).toBe(chunks.join(''));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a worker that sends logs', () => {
  const marker = { key: KEY, file: 'a.log' };

  test('does not wait for a store that is away, and sends the rest when it is back', async () => {
    const { dir, store, stored } = await rig();
    const back = gate();
    let isAway = true;
    const put = async (key: string, body: Uint8Array) => {
      if (isAway) throw new Error('away');
      await store.put(key, body);
      back.open();
    };
    const staging = new Staging(join(dir, 'staging'), 'this-worker');
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const logs = new LogSender({ store: { ...store, put }, staging, warn, intervalMs: 1, retryMs: 5 });
    await logs.begin();
    const place = await staging.make();
    const outcome = await logs.during(place, marker, async () => {
      await writeFile(join(place, 'a.log'), 'out\n');
      return 'passed';
    });
    expect(outcome).toBe('passed');
    expect(await stored()).toBe('');
    expect(warnings.length).toBeGreaterThan(0);
    isAway = false;
    await back.opened;
    await until('the directory to go', async () => (await readdir(join(dir, 'staging', 'this-worker'))).length === 0);
    expect(await stored()).toBe('out\n');
    logs.close();
  });

  test('sends on what one that was killed had not sent yet, and removes its directories', async () => {
    const { dir, store, stored } = await rig();
    const before = new Staging(join(dir, 'staging'), 'living-then');
    const place = await before.make();
    await writeFile(join(place, 'log.json'), JSON.stringify(marker));
    await writeFile(join(place, 'a.log'), 'sent, not sent');
    await writeFile(join(await before.make(), 'plan.json'), '{}');
    await store.put(`${KEY}000001`, Buffer.from('sent, '));
    await rename(join(dir, 'staging', 'living-then'), join(dir, 'staging', await GONE()));
    const staging = new Staging(join(dir, 'staging'), 'this-worker');
    const logs = new LogSender({ store, staging, warn: () => undefined });
    await logs.begin();
    logs.close();
    expect(await stored()).toBe('sent, not sent');
    await staging.close();
    expect(await readdir(join(dir, 'staging'))).toEqual([]);
  });
});

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readScript } from '../../src/scenarios/index.ts';
import { scriptRig } from '../support/run-script.ts';
import type { ScriptCase } from './hostile-case.ts';
import { expectPlainLine } from './plain-text.ts';

/** A worker with a hundred megabytes of output in its hands grows by far less: what it reads it gives on. */
const GROWTH_BYTES_MAX = 200 * 1024 * 1024;

export async function tryScript({ planted, holds, given = {}, before, after }: ScriptCase): Promise<void> {
  const rig = await scriptRig('');
  const path = join(rig.dir, 'scenarios/a.sh');
  writeFileSync(path, planted);
  chmodSync(path, 0o644);
  const scenario = {
    ...rig.input.scenario,
    digest: (await readScript(path))?.digest ?? '',
    ...(given.env === undefined ? {} : { env: given.env }),
  };
  before?.(rig);
  const residentBytes = process.memoryUsage.rss();
  const run = rig.run({ scenario, ...(given.timeoutMs === undefined ? {} : { timeoutMs: given.timeoutMs }) });
  if ('type' in holds) {
    const error = await run.then(
      () => undefined,
      (thrown: Error & { type?: string }) => thrown,
    );
    expect(error).toMatchObject(holds);
    expectPlainLine(error?.message ?? '');
    expect(error?.message.length).toBeLessThan(500);
  } else {
    const result = await run;
    expect(result).toMatchObject(holds);
    expectPlainLine(result.message ?? '');
    expect(Buffer.byteLength(result.tail)).toBeLessThanOrEqual(2_048);
  }
  expect(process.memoryUsage.rss() - residentBytes).toBeLessThan(GROWTH_BYTES_MAX);
  await after?.(rig);
}

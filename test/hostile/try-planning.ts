import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { finishedLine } from '../../src/client/view/finished-line.ts';
import { plain } from '../../src/client/view/paint.ts';
import { progressFrame } from '../../src/client/view/progress-frame.ts';
import { planScenarios, requireRunnable } from '../../src/scenarios/index.ts';
import { parseMetadata, problemText } from '../../src/shared/metadata.ts';
import { labelValueOf, namespaceNameOf, releaseNameOf, scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import type { PlannedScenario } from '../../src/shared/plan.ts';
import { completeRunInput } from '../../src/shared/run-input.ts';
import { attributeValueOf } from '../../src/shared/search-attributes.ts';
import { progressOf } from '../client/support/records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import type { DirectoryCase, FileNameCase, InputCase, MetadataCase } from './hostile-case.ts';
import { expectPlain, expectPlainLine } from './plain-text.ts';

/** A hundred thousand files on a busy machine; without a bound it would be for ever. */
const PLANNING_MS_MAX = 60_000;
const METADATA_MS_MAX = 2_000;
const everything = { patterns: [], tags: [], labels: {} };

async function planned(dir: string): Promise<readonly PlannedScenario[]> {
  const plan = await planScenarios(dir, everything);
  requireRunnable(plan, dir, everything);
  return plan.scenarios;
}

export async function tryFileName({ planted }: FileNameCase, all: readonly string[]): Promise<void> {
  const alone = await temporaryDirectory({ [planted]: 'exit 0\n' });
  const [scenario] = await planned(alone);
  expect(scenario?.path).toBe(planted);
  const among = await temporaryDirectory(Object.fromEntries(all.map((path) => [path, 'exit 0\n'])));
  const names = (await planned(among)).map(({ resultName }) => resultName.normalize('NFKC').toLowerCase());
  expect(new Set(names).size).toBe(all.length);

  expect(scenario?.resultName).toMatch(/^[^./\\:][^/\\:]*$/);
  expectPlainLine(scenario?.resultName ?? '');
  expect(Buffer.byteLength(`${scenario?.resultName}.json`)).toBeLessThan(240);
  expect(namespaceNameOf('muster', planted, 'key', 1)).toMatch(/^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
  expect(releaseNameOf(planted, 'key', 1)).toMatch(/^(?=.{1,25}$)[a-z]([-a-z0-9]*[a-z0-9])?$/);
  expect(labelValueOf(planted)).toMatch(/^(?=.{1,63}$)[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/);
  expect(scenarioWorkflowIdOf('muster-run', 'id', planted)).toMatch(/^(?=.{1,255}$)[A-Za-z0-9._/-]+$/);
  expect(Buffer.byteLength(attributeValueOf(planted))).toBeLessThanOrEqual(2_048);

  const finished = {
    path: planted,
    resultName: '',
    status: 'passed',
    flaky: false,
    attemptCount: 1,
    durationMs: 1,
  } as const;
  expectPlainLine(finishedLine(finished, plain));
  const progress = progressOf({ running: [{ path: planted, sinceMs: 0 }] });
  for (const line of progressFrame({ progress, startedAtMs: 0, nowMs: 1 }, { columns: 80, rows: 24 }, plain))
    expectPlainLine(line);
}

/** A hundred thousand files are made in a moment there, and in half a minute on a busy disk. */
function directoryInMemory(): string {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'muster-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export async function tryDirectory({ planted, holds }: DirectoryCase): Promise<void> {
  const dir = directoryInMemory();
  writeFileSync(join(dir, 'a.sh'), 'exit 0\n');
  planted(dir);
  const startedMs = performance.now();
  if (holds instanceof RegExp) {
    const error = await planned(dir).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toMatch(holds);
    expectPlain(error?.message ?? '');
  } else {
    expect((await planned(dir)).map(({ path }) => path)).toEqual(holds);
  }
  expect(performance.now() - startedMs).toBeLessThan(PLANNING_MS_MAX);
}

export async function tryMetadata({ planted, holds }: MetadataCase): Promise<void> {
  const lines = planted.split('\n').map((line) => `# ${line}`);
  const source = ['#!/bin/bash', '# @meta', ...lines, '# @endmeta', ''].join('\n');
  const dir = await temporaryDirectory();
  mkdirSync(dirname(join(dir, 'a.sh')), { recursive: true });
  writeFileSync(join(dir, 'a.sh'), source);
  const startedMs = performance.now();
  const plan = await planScenarios(dir, everything);
  expect(performance.now() - startedMs).toBeLessThan(METADATA_MS_MAX);
  for (const problem of plan.problems) {
    expectPlainLine(problem);
    expect(problem.length).toBeLessThan(400);
  }
  expect(plan.problems.length > 0 ? 'refused' : 'accepted').toBe(holds);
  expect(plan.scenarios).toHaveLength(holds === 'accepted' ? 1 : 0);
  const result = parseMetadata(source.slice(0, 64 * 1024));
  if ('problems' in result) for (const problem of result.problems) expectPlainLine(problemText('a.sh', problem));
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

export function tryInput({ planted, holds }: InputCase): void {
  const completed = completeRunInput(planted());
  if (!('problems' in completed)) return expect('completed').toBe(holds);
  expect(completed.problems[0]).toMatch(holds instanceof RegExp ? holds : /never/);
  expect(completed.problems.length).toBeLessThanOrEqual(20);
  for (const problem of completed.problems) {
    expectPlainLine(problem);
    expect(problem.length).toBeLessThan(700);
  }
}

import { expect, test } from 'vitest';
import { checkInput } from '../../../src/client/options/check-input.ts';
import { ClientError } from '../../../src/client/errors.ts';
import type { RunInput } from '../../../src/shared/run-input.ts';

function refusal(input: RunInput): string {
  try {
    checkInput(input);
  } catch (error) {
    if (error instanceof ClientError && error.exitCode === 2) return error.message;
    throw error;
  }
  return 'accepted';
}

test.each([
  [{ labels: { 'muster/run': 'x' } }, '--namespace-label muster/run: belongs to muster or to Kubernetes'],
  [{ labels: { a: 'x y' } }, '--namespace-label a: must be letters, digits and inner - _ .'],
  [{ annotations: { 'a b': 'x' } }, '--namespace-annotation a b: must be a name such as team or example.com/team'],
  [{ quota: { pods: '-1' } }, '--quota pods: must be a quantity such as 10, 500m or 2Gi'],
  [{ limitDefaults: { memory: '512m' } }, '--limit-default memory: must be bytes such as 512Mi or 2Gi'],
  [{ applyFiles: Array.from({ length: 21 }, () => 'a') }, '--apply: must be at most 20 files'],
])('%j is refused in the words of the command line', (namespaceSetup, message) => {
  expect(refusal({ namespaceSetup })).toBe(message);
});

test('a setup that is too large as a whole names all flags that may be meant', () => {
  const annotations = { a: 'x'.repeat(20_000), b: 'x'.repeat(20_000) };
  expect(refusal({ namespaceSetup: { annotations } })).toMatch(/--namespace-label.*--apply together: must be at most/);
});

test('every other field is a flag of its own name', () => {
  expect(refusal({ namespacePrefix: 'Upper' })).toMatch(/^--namespace-prefix: must be/);
  expect(refusal({})).toBe('accepted');
});

test("the worker's own credentials are not passed to scripts", () => {
  const sentence = "--pass-env: must not begin with TEMPORAL_: those are the worker's own credentials";
  expect(refusal({ passEnv: ['HOME', 'TEMPORAL_API_KEY'] })).toBe(sentence);
  expect(refusal({ passEnv: ['MY_TEMPORAL_KEY'] })).toBe('accepted');
});

test('more scripts by name than Temporal takes in one piece are refused before anything starts, and ten thousand are not', () => {
  const paths = (length: number) => Array.from({ length: 10_000 }, (_, index) => `${index}`.padEnd(length, 'x'));
  expect(refusal({ selection: { paths: paths(60) } })).toBe('accepted');
  expect(refusal({ selection: { paths: paths(160) } })).toMatch(/^What the run is given is too large: 1\.6 MiB, and/);
});

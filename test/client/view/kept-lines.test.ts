import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keptLines, notKeptLines, stillKept } from '../../../src/client/view/kept-lines.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { shellWord } from '../../../src/shared/shell-word.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/shared/limits.ts';
import type { KeptNamespace } from '../../../src/shared/namespace.ts';

beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'));
afterEach(() => vi.unstubAllEnvs());

const nowMs = Date.parse('2026-11-23T15:46:00Z');
const look = { nowMs, kubectl: 'kubectl' };
const kept = (scenario: string, forMs: number): KeptNamespace => ({
  name: `muster-${scenario.replaceAll(/[^a-z]/g, '')}`,
  uid: 'u',
  scenario,
  untilMs: nowMs + forMs,
});

it('says of which scenario, until when in local time, how to look at it and how to let it go', () => {
  expect(keptLines('demo', [kept('net/a.sh', 2 * HOUR_MS)], { nowMs, kubectl: 'kubectl --context dev' })).toEqual([
    'kept net/a.sh until 18:46 (2h)',
    '  look     kubectl --context dev get all -n muster-netash',
    '  release  muster release demo net/a.sh',
  ]);
});

it('another day is said with its date', () => {
  expect(keptLines('demo', [kept('a.sh', 26 * HOUR_MS)], look)[0]).toBe('kept a.sh until 2026-11-24 18:46 (1d 2h)');
});

it('what is past its time is not spoken of', () => {
  const old = kept('a.sh', -1);
  expect(keptLines('demo', [old], { ...look, endsWithCommand: 'janitor' })).toEqual([]);
  expect(stillKept([old, kept('b.sh', 1)], nowMs).map(({ scenario }) => scenario)).toEqual(['b.sh']);
});

it('of many the first ten are shown, with the way to the others', () => {
  const many = Array.from({ length: 12 }, (_, index) => kept(`s${index}.sh`, HOUR_MS));
  const lines = keptLines('demo', many, look);
  expect(lines.filter((line) => line.startsWith('kept '))).toHaveLength(10);
  expect(lines).toContain('… and 2 more: muster status demo -o json');
  expect(lines).toContain('release all of them: muster release demo --all');
});

it('servers that end with the command take the cluster or the janitor with them, and that is said', () => {
  const one = [kept('a.sh', MINUTE_MS)];
  expect(keptLines('d', one, { ...look, endsWithCommand: 'embedded-cluster' }).join('\n')).toContain(
    'embedded cluster stops',
  );
  expect(keptLines('d', one, { ...look, endsWithCommand: 'janitor' }).join('\n')).toContain('muster cleanup --expired');
});

it('what could not be kept says why in one line', () => {
  const problem = { name: 'muster-a', scenario: 'a.sh', message: 'the cluster\ndid not answer' };
  expect(notKeptLines([problem], plain)).toEqual([
    '! a.sh could not be kept, its namespace muster-a is deleted: the cluster did not answer',
  ]);
});

it('a word for the shell is quoted only when it must be', () => {
  expect(shellWord('net/a-1_b.sh')).toBe('net/a-1_b.sh');
  expect(shellWord('a b')).toBe("'a b'");
  expect(shellWord("it's; rm -rf")).toBe(String.raw`'it'\''s; rm -rf'`);
  expect(shellWord('')).toBe("''");
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { catalogue } from '../../src/client/catalogue/index.ts';
import type { Invocation } from '../../src/client/invocation.ts';
import { program } from '../../src/client/program.ts';
import { commandLinePage } from '../../src/client/reference/command-line-page.ts';
import { errorsPage } from '../../src/client/reference/errors-page.ts';
import { exitCodesPage } from '../../src/client/reference/exit-codes-page.ts';
import { FailureType } from '../../src/shared/failure-types.ts';

const root = new URL('../../', import.meta.url);
const page = (name: string) => readFileSync(new URL(`docs/reference/${name}`, root), 'utf8');
// Help needs no more of an invocation than its streams.
const tree = () => program({ stdout: {}, stderr: {} } as Invocation, '0');

it.each([
  ['command-line.md', () => commandLinePage(tree())],
  ['errors.md', errorsPage],
  ['exit-codes.md', exitCodesPage],
])('%s is what the code makes of it (else: npm run reference)', (name, make) => {
  expect(page(name)).toBe(make());
});

/** Every dotted type that stands as a text in the program, outside the catalogue itself. */
function typesInSource(): Set<string> {
  const src = fileURLToPath(new URL('src/', root));
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('client/catalogue/') && name !== 'client/commands/explain.ts',
  );
  const texts = files.map((name) => readFileSync(src + name, 'utf8'));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/'([A-Z][a-zA-Z]+\.[A-Z][a-zA-Z]+)'/g)].map(([, type]) => type!)),
  );
}

it('every dotted type of the program has an entry, and every entry a place in the program', () => {
  expect([...typesInSource()].toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

it('every failure type that users may rely on is among them', () => {
  expect(Object.values(FailureType).filter((type) => !(type in catalogue))).toEqual([]);
});

it('every command that the catalogue advises exists', () => {
  const known = new Set(tree().commands.map((command) => command.name()));
  const advised = Object.values(catalogue).flatMap(({ fix }) =>
    fix.flatMap((line) => [...line.matchAll(/(?:[:,]|or|&&) muster ([a-z]+)/g)]),
  );
  expect(advised.map(([, name]) => name!).filter((name) => !known.has(name))).toEqual([]);
});

it('every line of advice fits below an error', () => {
  const lines = Object.values(catalogue).flatMap(({ fix }) => [...fix]);
  expect(lines.filter((line) => line.length > 110 || line.endsWith('.'))).toEqual([]);
});

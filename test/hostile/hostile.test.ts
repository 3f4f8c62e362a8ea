import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { casesOf, hostileTable } from './hostile-table.ts';
import { tryDirectory, tryFileName, tryInput, tryMetadata } from './try-planning.ts';
import { tryScript } from './try-script.ts';
import { tryText } from './try-text.ts';

test('the table has as many rows as SECURITY.md says, each with a name of its own', () => {
  const names = hostileTable.map(({ layer, name }) => `${layer}: ${name}`);
  expect(new Set(names).size).toBe(names.length);
  expect(readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8')).toContain(`${names.length} cases`);
});

const paths = casesOf('file name').map(({ planted }) => planted);

describe('a file name', () => {
  test.each(casesOf('file name'))('$name', async (row) => {
    expect.hasAssertions();
    await tryFileName(row, paths);
  });
});

// The last rows are directories of a hundred thousand files.
describe('a directory', { timeout: 120_000 }, () => {
  test.each(casesOf('directory'))('$name', async (row) => {
    expect.hasAssertions();
    await tryDirectory(row);
  });
});

describe('metadata', () => {
  test.each(casesOf('metadata'))('$name', async (row) => {
    expect.hasAssertions();
    await tryMetadata(row);
  });
});

describe('a text', () => {
  test.each(casesOf('text'))('$name', (row) => {
    expect.hasAssertions();
    tryText(row);
  });
});

describe('an input', () => {
  test.each(casesOf('input'))('$name', (row) => {
    expect.hasAssertions();
    tryInput(row);
  });
});

describe('a script', { timeout: 60_000 }, () => {
  test.each(casesOf('script'))('$name', async (row) => {
    expect.hasAssertions();
    await tryScript(row);
  });
});

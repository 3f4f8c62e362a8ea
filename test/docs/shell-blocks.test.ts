import { readdirSync, readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { commandCount, fencesOf, shellBlocksOf } from '../support/shell-blocks.ts';

const root = new URL('../../', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), 'utf8');
const pages = readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
);
const executed = ['README.md', ...pages.filter((name) => name.startsWith('tutorial/')).map((name) => `docs/${name}`)];

it.each(executed)('%s has no block of commands that the test of documents would pass over', (name) => {
  const commands = /^(muster|npx|npm|kubectl|helm|docker|temporal|kill|cd|cat|sed) /m;
  const hidden = fencesOf(read(name)).filter(({ language, text }) => language === '' && commands.test(text));
  expect(hidden.map(({ line, text }) => `${line}: ${text.split('\n')[0]}`)).toEqual([]);
});

it.each(executed)('%s gives a reason for every block that is not run', (name) => {
  const reasons = shellBlocksOf(read(name)).flatMap(({ notRun }) => (notRun === undefined ? [] : [notRun]));
  expect(reasons.filter((reason) => reason.length < 15)).toEqual([]);
});

test('every page is in the index of its kind', () => {
  const index = read('docs/README.md');
  expect(pages.filter((page) => page !== 'README.md' && !index.includes(`](${page})`))).toEqual([]);
  expect(
    pages.filter((page) => !/^(README\.md|(tutorial|how-to|reference|explanation)\/[a-z0-9-]+\.md)$/.test(page)),
  ).toEqual([]);
});

test('blocks are found with their reasons, and their commands counted', () => {
  const text = [
    'text',
    '```sh',
    'one \\',
    '  more',
    '# no command',
    "cat > f <<'END'",
    'body',
    'END',
    '```',
    '<!-- not run: it takes a team -->',
    '',
    '```sh',
    'two',
    '```',
    '```',
    'no shell',
    '```',
  ].join('\n');
  expect(shellBlocksOf(text)).toMatchObject([{ line: 3 }, { line: 13, text: 'two', notRun: 'it takes a team' }]);
  expect(shellBlocksOf(text).map((block) => commandCount(block.text))).toEqual([2, 1]);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/client/commands/run.ts';
import { ExitCode } from '../../src/client/exit-codes.ts';
import type { Invocation } from '../../src/client/invocation.ts';
import { program } from '../../src/client/program.ts';
import { metadataSchema } from '../../src/shared/metadata-schema.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md'].map((name) => join(root, name)),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name)),
].map((path) => ({ path, name: relative(root, path), text: readFileSync(path, 'utf8') }));
const readme = documents[0]?.text ?? '';

// Help needs no more of an invocation than its streams.
const invocation = { stdout: {}, stderr: {} } as Invocation;

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

describe('the documents', () => {
  test.each(documents)('$name links only to what is there', ({ path, text }) => {
    for (const [, link = ''] of text.matchAll(/(?:\]\(|src="|srcset=")([^)\s"]+)[)"]/g)) {
      if (/^https?:/.test(link)) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect(existsSync(target), `${link} exists`).toBe(true);
      if (anchor === undefined) continue;
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
      expect(headings.map(anchorOf)).toContain(anchor);
    }
  });

  test.each(documents)('$name names only commands that exist', ({ text }) => {
    const known = new Set(program(invocation, '0').commands.map((command) => command.name()));
    const named = [...text.matchAll(/(?:`|^|npx )muster ([a-z]+)/gm)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('README lists every option of muster run', () => {
    const options = runCommand(invocation).options.map((option) => option.short ?? option.long ?? '');
    const table = readme.slice(readme.indexOf('## Options of'), readme.indexOf('## Exit codes'));
    expect(options.filter((option) => !new RegExp(`\`[^\`]*${option}\\b`).test(table))).toEqual([]);
  });

  test('README lists every known key of metadata', () => {
    const table = readme.slice(readme.indexOf('### Metadata'), readme.indexOf('## Options of'));
    expect(Object.keys(metadataSchema.shape).filter((key) => !table.includes(`\`${key}\``))).toEqual([]);
  });

  test('README lists every exit code that the program can end with', () => {
    const table = readme.slice(readme.indexOf('## Exit codes'), readme.indexOf('## Results'));
    const listed = new Set(table.match(/\d+/g)?.map(Number));
    // 124 belongs to a time limit of a whole run, which does not exist yet.
    const codes = Object.values(ExitCode).filter((code) => code !== ExitCode.TimeLimit);
    expect(codes.filter((code) => !listed.has(code))).toEqual([]);
  });
});

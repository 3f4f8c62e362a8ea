import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageTables } from './page-tables.ts';
import { RESULTS_DIR, type Measurement, type Session } from './record.ts';
import { replaceBetween } from './tables.ts';
import type { LargeRunLine } from './large-run.ts';
import { largeRunTables } from './large-run-tables.ts';

/** Writes the tables of the page from raw data: all files in bench/results, or those that are given. */
const page = join(BENCH_ROOT, 'docs/explanation/performance.md');

const given = process.argv.slice(2);
const files =
  given.length > 0
    ? given
    : (existsSync(RESULTS_DIR) ? readdirSync(RESULTS_DIR) : [])
        .filter((name) => name.endsWith('.jsonl'))
        .map((name) => join(RESULTS_DIR, name));
const lines = files.flatMap(readLines);
const tables = {
  ...pageTables(
    lines.filter((line): line is Session => line.type === 'session'),
    lines.filter((line): line is Measurement => line.type === 'measurement'),
  ),
  ...largeRunTables(lines.filter((line): line is LargeRunLine => line.type === 'large-run')),
};
let text = readFileSync(page, 'utf8');
for (const [name, content] of Object.entries(tables)) text = replaceBetween(text, name, content);
writeFileSync(page, text);
process.stdout.write(`${lines.length} lines of ${files.length} files\n`);

type Line = Session | Measurement | LargeRunLine;

function readLines(file: string): Line[] {
  const texts = readFileSync(file, 'utf8').split('\n');
  return texts.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}

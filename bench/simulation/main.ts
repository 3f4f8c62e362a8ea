import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceBetween, tableOf } from '../tables.ts';
import { rowsOf } from './rows.ts';
import { simulate } from './simulate.ts';
import { limits, variants, type Variant } from './variants.ts';

/** Prints the tables; with `--write` they go into the page. */
const page = join(BENCH_ROOT, 'docs/explanation/scaling.md');

const tables = { 'simulated-runs': tableFor(variants), 'simulated-limits': tableFor(limits) };
if (process.argv.includes('--write')) {
  let text = readFileSync(page, 'utf8');
  for (const [name, table] of Object.entries(tables)) text = replaceBetween(text, name, table);
  writeFileSync(page, text);
} else {
  process.stdout.write(Object.values(tables).join('\n'));
}

function tableFor(simulations: readonly Variant[]): string {
  const results = simulations.map(({ name, options }) => {
    const startedMs = Date.now();
    const result = simulate(options);
    process.stderr.write(`${name}: simulated in ${((Date.now() - startedMs) / 1_000).toFixed(1)} s\n`);
    for (const sentence of result.violations.slice(0, 5)) process.stderr.write(`  broken: ${sentence}\n`);
    if (result.violations.length > 0) process.exitCode = 1;
    return { name, result };
  });
  return tableOf(rowsOf(results));
}

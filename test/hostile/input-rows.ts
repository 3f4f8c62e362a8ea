import type { InputCase } from './hostile-case.ts';

const rows: readonly (readonly [name: string, planted: () => unknown, holds: InputCase['holds']])[] = [
  ['a text instead of an object', () => 'scenarios', /^input: /],
  ['a list instead of an object', () => [{}], /^input: /],
  ['a number for a path and a text for a number', () => ({ scenariosDir: 1, maxParallel: '8' }), /^scenariosDir: /],
  ['keys that nobody knows, a thousand of them', () => unknownKeys(1_000), /^input: /],
  ['the prototype as a key', () => JSON.parse('{"__proto__":{"scenariosDir":"/"},"constructor":{}}'), /^input: /],
  ['a megabyte for a path', () => ({ scenariosDir: 'x'.repeat(1_000_000) }), /^scenariosDir: /],
  ['a NUL in a path', () => ({ resultsDir: 'results\0/etc' }), /^resultsDir: /],
  [
    'a hundred thousand patterns',
    () => ({ selection: { patterns: Array(100_000).fill('a.sh') } }),
    /^selection\.patterns: /,
  ],
  ['ten thousand patterns', () => ({ selection: { patterns: Array(10_000).fill('a.sh') } }), 'completed'],
  ['lists in lists, five thousand deep', () => ({ tags: deep(5_000) }), /^input: /],
  [
    'numbers that are none',
    () => ({ maxParallel: Number.POSITIVE_INFINITY, retries: -0.5, timeoutMs: 2 ** 60 }),
    /^maxParallel: /,
  ],
  ['a prefix that is a way up', () => ({ namespacePrefix: '../kube-system' }), /^namespacePrefix: /],
  ['a prefix that ends with a line', () => ({ namespacePrefix: 'muster\n' }), /^namespacePrefix: /],
  [
    'variables that are no names',
    () => ({ secretEnv: ['A=B', 'X\nY'], passEnv: ['__proto__', ''] }),
    /^secretEnv\.0: /,
  ],
  ['null', () => null, 'completed'],
];

function unknownKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`\u001b[2J${index}`, index]));
}

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

export const inputRows: readonly InputCase[] = rows.map(([name, planted, holds]) => ({
  layer: 'input',
  name,
  planted,
  holds,
}));

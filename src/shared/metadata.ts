import { LineCounter, parseDocument, isNode, type Document } from 'yaml';
import { metadataBlockOf, shortened, type MetadataLine, type MetadataProblem } from './metadata-block.ts';
import { metadataSchema, type MetadataFields } from './metadata-schema.ts';
import { oneLine } from './one-line.ts';

export type { MetadataProblem } from './metadata-block.ts';

/** Any YAML with every scalar as its text. */
export type MetadataValue = string | null | readonly MetadataValue[] | { readonly [key: string]: MetadataValue };

/** What a script says of itself. All absent and empty when it says nothing. */
export interface Metadata {
  readonly fields: MetadataFields;
  /** Every key as written, also unknown ones; labels are matched against these. */
  readonly values: Readonly<Record<string, MetadataValue>>;
  /** Where the names on which it depends stand in the file, 1-based; only they are judged after this. */
  readonly dependsOnAt?: Position;
}

export type MetadataResult =
  | { readonly metadata: Metadata }
  | { readonly problems: readonly [MetadataProblem, ...MetadataProblem[]] };

const PROBLEMS_MAX = 20;

/**
 * Reads the YAML between `# @meta` and `# @endmeta` from the beginning of a script. Never throws; a script without
 * such a block has empty metadata. Problems are in the file's order, at most 20.
 */
export function parseMetadata(source: string): MetadataResult {
  const block = metadataBlockOf(source);
  if (block === undefined) return validated({}, () => ({ line: 1, column: 1 }));
  if ('problem' in block) return { problems: [block.problem] };

  const counter = new LineCounter();
  const positionOf = (offset: number) => filePosition(block.lines, counter.linePos(offset));
  let document: Document;
  let values: unknown;
  try {
    const yaml = block.lines.map((line) => line.text).join('\n');
    // The failsafe schema leaves every scalar as it is written: 3.10 is a version, not the number 3.1.
    document = parseDocument(yaml, {
      schema: 'failsafe',
      lineCounter: counter,
      prettyErrors: false,
      logLevel: 'error',
    });
    values = document.errors.length === 0 ? document.toJS() : undefined;
  } catch {
    // Unresolved or exploding aliases, and nesting deeper than the stack.
    return {
      problems: [{ ...positionOf(0), expected: 'plain YAML', found: 'aliases or nesting that cannot be resolved' }],
    };
  }
  const [first, ...others] = document.errors.slice(0, PROBLEMS_MAX).map((error) => ({
    ...positionOf(error.pos[0]),
    expected: 'valid YAML',
    found: shortened(error.message),
  }));
  if (first !== undefined) return { problems: [first, ...others] };
  if (values !== null && (typeof values !== 'object' || Array.isArray(values))) {
    return {
      problems: [{ ...positionOf(0), expected: 'keys and values such as `name: smoke`', found: described(values) }],
    };
  }
  return validated((values ?? {}) as Record<string, MetadataValue>, (path) => positionOf(offsetOf(document, path)));
}

type Path = readonly (string | number)[];
type Position = { readonly line: number; readonly column: number };

function validated(values: Record<string, MetadataValue>, positionOf: (path: Path) => Position): MetadataResult {
  // `chart:` with nothing behind it is how people leave a key out.
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null));
  const parsed = metadataSchema.safeParse(given);
  if (parsed.success) {
    const dependsOnAt = parsed.data.depends_on.length === 0 ? {} : { dependsOnAt: positionOf(['depends_on']) };
    return { metadata: { fields: parsed.data, values: given, ...dependsOnAt } };
  }
  const [first, ...others] = parsed.error.issues
    .slice(0, PROBLEMS_MAX)
    .map((issue): MetadataProblem => {
      const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
      return {
        ...positionOf(path),
        key: path.join('.'),
        expected: issue.message,
        found: described(valueAt(given, path)),
      };
    })
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (first === undefined) return { metadata: { fields: metadataSchema.parse({}), values: given } };
  return { problems: [first, ...others] };
}

function filePosition(lines: readonly MetadataLine[], at: { readonly line: number; readonly col: number }): Position {
  const line = lines[Math.min(Math.max(at.line, 1), lines.length) - 1];
  return line === undefined
    ? { line: 1, column: 1 }
    : { line: line.line, column: line.column + Math.max(at.col, 1) - 1 };
}

function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    values,
  );
}

function described(value: unknown): string {
  if (typeof value === 'string') return `\`${shortened(value)}\``;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'keys and values' : 'nothing';
}

/** `suite/a.sh:4:12: timeout: expected a duration with a unit, …, found \`10\`` */
export function problemText(path: string, problem: MetadataProblem): string {
  const key = problem.key === undefined ? '' : `${shortened(problem.key)}: `;
  return `${oneLine(path)}:${problem.line}:${problem.column}: ${key}expected ${problem.expected}, found ${problem.found}`;
}

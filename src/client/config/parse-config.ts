import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { CONFIG_PROBLEMS_MAX } from '../../shared/limits.ts';
import { shortened } from '../../shared/metadata-block.ts';
import type { ConfigIssue, ConfigProblem } from './config-problem.ts';
import { issuesOf } from './config-problem.ts';
import { configSchema, type Config } from './config-schema.ts';
import { wordsFor } from './config-words.ts';

export type ParsedConfig =
  | { readonly values: Config; readonly lines: Readonly<Record<string, number>> }
  | { readonly problems: readonly ConfigProblem[] };

const UNRESOLVABLE = 'has aliases or nesting that cannot be resolved';

/**
 * Reads YAML or JSON, which is YAML. `below` is the key under which the settings stand in a file that holds other things
 * too. Never throws; problems are in the file's order, at most CONFIG_PROBLEMS_MAX. A key with nothing behind it counts
 * as left out, and so does the whole content of an empty file.
 */
export function parseConfig(source: string, below?: string): ParsedConfig {
  const counter = new LineCounter();
  let document: Document;
  let content: unknown;
  try {
    document = parseDocument(source.replace(/^\uFEFF/, ''), {
      lineCounter: counter,
      prettyErrors: false,
      logLevel: 'error',
      // Somebody else's file may say a thing twice.
      uniqueKeys: below === undefined,
    });
    content = document.errors.length === 0 ? document.toJS() : undefined;
  } catch {
    // Unresolved or exploding aliases, and nesting deeper than the stack.
    return { problems: [{ line: 1, column: 1, message: UNRESOLVABLE }] };
  }
  const positionOf = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    return {
      problems: document.errors.slice(0, CONFIG_PROBLEMS_MAX).map((error) => ({
        ...positionOf(error.pos[0]),
        message: error.code === 'RESOURCE_EXHAUSTION' ? UNRESOLVABLE : `is not valid YAML: ${shortened(error.message)}`,
      })),
    };
  }
  const root = below === undefined ? [] : [below];
  const found = below === undefined ? content : valueAt(content, root);
  return checked(found ?? {}, root, document, positionOf);
}

type Path = readonly (string | number)[];

function checked(
  found: unknown,
  root: Path,
  document: Document,
  positionOf: (offset: number) => { readonly line: number; readonly column: number },
): ParsedConfig {
  const at = ({ path, isKey }: Pick<ConfigIssue, 'path' | 'isKey'>) =>
    positionOf(offsetOf(document, [...root, ...path], isKey));
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return { problems: [{ ...at({ path: [], isKey: false }), message: 'must hold keys such as `maxParallel: 8`' }] };
  }
  const given = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
  const parsed = configSchema.safeParse(given, { error: wordsFor });
  if (parsed.success) {
    const lines = Object.keys(given).map((key) => [key, at({ path: [key], isKey: true }).line]);
    return { values: parsed.data, lines: Object.fromEntries(lines) as Record<string, number> };
  }
  const problems = parsed.error.issues.flatMap(issuesOf).map((issue) => ({
    ...at(issue),
    key: issue.path.join('.'),
    message: issue.isKey ? issue.message : `${issue.message}, found ${written(document, [...root, ...issue.path])}`,
  }));
  return {
    problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, CONFIG_PROBLEMS_MAX),
  };
}

/** Of the key or of the value at the path, else of the nearest that is there. */
function offsetOf(document: Document, path: Path, isKey: boolean): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(path[length - 1])) : undefined;
    const node = isKey && pair !== undefined ? pair.key : document.getIn(path.slice(0, length), true);
    const place = isNode(node) && node.range ? node : pair?.key;
    if (isNode(place) && place.range) return place.range[0];
  }
  return 0;
}

/** The value as it stands in the file: `010` and `3.10` are not what they are read as, and `"8"` is no number. */
function written(document: Document, path: Path): string {
  const node = document.getIn(path, true);
  if (isScalar(node)) {
    const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : '';
    return `\`${quote}${shortened(node.source ?? String(node.value))}${quote}\``;
  }
  const value = isNode(node) ? node.toJSON() : node;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'keys and values' : 'nothing';
}

function valueAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    content,
  );
}

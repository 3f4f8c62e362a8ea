import { isClusterKind } from './cluster-kinds.ts';
import type { Suspicion } from './finding.ts';
import { isNamespaceName } from './finding.ts';
import type { TextBlock } from './shell-commands.ts';

const NAMESPACE = /(?<before>^|[\s,{[])(?<key>"?namespace"?)[ \t]*:[ \t]*(?<value>"[^"]*"|'[^']*'|[^\s,}\]#]+)/g;
const KIND = /(?<before>^|[\s,{[])(?<key>"?kind"?)[ \t]*:[ \t]*(?<value>"[^"]*"|'[^']*'|[^\s,}\]#]+)/g;
/** A line longer than this is data. */
const LINE_LENGTH_MAX = 10_000;
/** A key and the blanks around it. */
const KEY_LENGTH_MAX = 100;

/** What manifests in a script's text, YAML or JSON, name that does not fit a namespace of their own. Line by line. */
export function manifestFindings({ text, offset }: TextBlock): Suspicion[] {
  const lines = text.split('\n');
  const found: Suspicion[] = [];
  let lineOffset = offset;
  // Keys that the current line stands below: their indentation and their names.
  let above: { readonly indent: number; readonly key: string }[] = [];
  for (const line of lines) {
    const at = lineOffset;
    lineOffset += line.length + 1;
    const trimmed = line.trimStart();
    if (trimmed === '' || trimmed.startsWith('#') || line.length > LINE_LENGTH_MAX) continue;
    if (/^---(\s|$)/.test(line)) {
      above = [];
      continue;
    }
    const indent = indentOf(line);
    above = above.filter((key) => key.indent < indent);
    for (const { start, value } of matchesOf(NAMESPACE, line)) {
      if (isNamespaceName(value))
        found.push({ kind: 'literal-namespace', offset: at + start, text: `namespace: ${value}` });
    }
    for (const { start, value } of matchesOf(KIND, line)) {
      const isReference =
        above.some(({ key }) => /ref$|references$|^subjects$/i.test(key)) || refersBefore(line, start);
      if (isClusterKind(value) && !isReference) {
        found.push({ kind: kindOf(value), offset: at + start, text: `kind: ${value}` });
      }
    }
    const key = openedKey(line);
    if (key !== undefined) above.push({ indent, key });
  }
  return found;
}

function kindOf(kind: string): Suspicion['kind'] {
  return kind === 'Namespace' ? 'creates-namespace' : 'cluster-scoped';
}

/** The key of a line that holds nothing else, so that what follows may stand below it. */
function openedKey(line: string): string | undefined {
  const match = /^[\s-]*"?(?<key>\w[\w.-]*)"?[ \t]*:/.exec(line);
  if (match === null) return undefined;
  const rest = line.slice(match[0].length).trim();
  return rest === '' || rest === '{' || rest === '[' || rest.startsWith('#') ? match.groups?.['key'] : undefined;
}

/** `roleRef: { kind: ClusterRole }` in one line names a role and makes none. */
function refersBefore(line: string, start: number): boolean {
  const brace = line.lastIndexOf('{', start);
  if (brace === -1) return false;
  return /(?:ref|references|subjects)"?[ \t]*:[ \t]*\[?[ \t]*$/i.test(
    line.slice(Math.max(0, brace - KEY_LENGTH_MAX), brace),
  );
}

/** Blanks and the dash of a list: `- kind` stands deeper than the key of its list, whatever its indentation. */
function indentOf(line: string): number {
  return /^[\s-]*/.exec(line)?.[0].replaceAll('-', ' ').length ?? 0;
}

function matchesOf(pattern: RegExp, line: string): { readonly start: number; readonly value: string }[] {
  return [...line.matchAll(pattern)].map((match) => ({
    start: match.index + (match.groups?.['before']?.length ?? 0),
    value: (match.groups?.['value'] ?? '').replace(/^["']|["']$/g, ''),
  }));
}

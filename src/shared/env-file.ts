/** What an env file says, or what is wrong with it: never with a word of its content, which is secret. */
export type EnvFile =
  | { readonly variables: ReadonlyMap<string, string> }
  | { readonly problem: string; /** From 1. */ readonly line: number };

const NOTHING = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const HEAD = /[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=/y;
const QUOTED = /[ \t]*(?:'(?<literal>[^']*)'|"(?<escaped>[^"\\]*(?:\\[^][^"\\]*)*)")/y;
const AFTER_QUOTES = /[ \t]*(?:[ \t]#[^\n]*)?(?:\n|$)/y;
const REST_OF_LINE = /(?<text>[^\n]*)(?:\n|$)/y;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"', $: '$' };

/**
 * `NAME=value` lines, as shells and Compose read them, without expansion. `export ` in front, blank lines and comments
 * are passed over. Quoted values may span lines: single quotes take everything as it is, double quotes know `\n`, `\r`,
 * `\t`, `\\`, `\"` and `\$`. Unquoted values are trimmed, and end before a `#` that follows a blank: one within a word
 * is a character of a password. Other lines, and a name that comes twice, are problems: guessing would lose a secret
 * or put it in the wrong place.
 */
export function parseEnvFile(content: string): EnvFile {
  const text = content.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const variables = new Map<string, string>();
  const lines = new Map<string, number>();
  const position = { at: 0, line: 1 };
  const problem = (what: string) => ({ problem: what, line: position.line });
  while (position.at < text.length) {
    if (text.startsWith('\0', position.at)) return problem('expected text, found a NUL byte');
    if (take(NOTHING, text, position) !== undefined) continue;
    const { line } = position;
    const name = take(HEAD, text, position)?.['name'];
    if (name === undefined) {
      return problem('expected NAME=value, with a name of letters, digits and "_" that begins with no digit');
    }
    const earlier = lines.get(name);
    if (earlier !== undefined) return problem(`sets again what line ${earlier} sets`);
    const value = takeValue(text, position);
    if ('problem' in value) return { ...value, line };
    if (value.text.includes('\0')) return { problem: 'expected text, found a NUL byte', line };
    variables.set(name, value.text);
    lines.set(name, line);
  }
  return { variables };
}

interface Position {
  at: number;
  line: number;
}

function takeValue(text: string, position: Position): { readonly text: string } | { readonly problem: string } {
  const quoted = take(QUOTED, text, position);
  if (quoted !== undefined) {
    if (take(AFTER_QUOTES, text, position) === undefined)
      return { problem: 'expected nothing after the closing quote' };
    return { text: quoted['literal'] ?? unescaped(quoted['escaped'] ?? '') };
  }
  const rest = take(REST_OF_LINE, text, position)?.['text'] ?? '';
  const value = rest.replace(/[ \t]#.*$/, '').trim();
  if (value.startsWith('`')) return { problem: 'expected quotes of another kind: a backtick is a command to a shell' };
  if (value.startsWith('"') || value.startsWith("'")) return { problem: 'expected a closing quote' };
  return { text: value };
}

function unescaped(text: string): string {
  return text.replace(/\\([^])/g, (both, character: string) => escapes[character] ?? both);
}

/** What stands at the position, which moves behind it; undefined when it is something else. */
function take(pattern: RegExp, text: string, position: Position): Readonly<Record<string, string>> | undefined {
  pattern.lastIndex = position.at;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  position.at += match[0].length;
  for (const character of match[0]) if (character === '\n') position.line += 1;
  return match.groups ?? {};
}

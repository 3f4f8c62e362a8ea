/** What runs a script: a program (a path, or a name to be found on PATH) and the arguments before the script's own. */
export interface Interpreter {
  readonly program: string;
  readonly args: readonly string[];
}

const DEFAULT: Interpreter = { program: 'bash', args: [] };
const SHEBANG = /^#![ \t]*([^\r\n]+)/;

/**
 * The interpreter that the first line names, otherwise bash. Unlike the kernel this works for files without execute
 * bit and for shebangs that end in a carriage return. `/usr/bin/env NAME ARGS…` becomes NAME on PATH, with or without
 * `-S`; what stands behind any other interpreter is one argument, as on Linux.
 */
export function interpreterOf(source: string): Interpreter {
  const line = SHEBANG.exec(source)?.[1]?.trim();
  if (line === undefined || line === '') return DEFAULT;
  const [program, rest] = splitOnce(line);
  if (!/(^|\/)env$/.test(program) || rest === undefined) {
    return { program, args: rest === undefined ? [] : [rest] };
  }
  const [name = '', ...args] = rest.replace(/^(?:-S|--split-string=?)\s*/, '').split(/\s+/);
  // Assignments and further options are for env itself.
  return /=|^-/.test(name) ? { program, args: [name, ...args] } : { program: name, args };
}

export function hasShebang(source: string): boolean {
  return source.startsWith('#!');
}

function splitOnce(line: string): [string, string | undefined] {
  const space = line.search(/[ \t]/);
  return space === -1 ? [line, undefined] : [line.slice(0, space), line.slice(space).trim()];
}

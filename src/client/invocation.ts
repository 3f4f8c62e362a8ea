import type { ConfigFile } from './config/config-file.ts';
import type { ExitCode } from './exit-codes.ts';
import { terminalJson, terminalText } from './view/terminal-text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that a command may know of the process it runs in. Handed down from `main.ts`; nothing else reads `process`. */
export interface Invocation {
  readonly env: Environment;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  /** Data only: what a pipe wants. */
  readonly stdout: NodeJS.WriteStream;
  /** Everything for people. */
  readonly stderr: NodeJS.WriteStream;
  /** The configuration file that holds here; set before the action of a command that has settings. */
  config?: ConfigFile | undefined;
  /** What the process ends with; set by the command's action. */
  exitCode: ExitCode;
}

/** Somebody sits there: keys, questions and a moving frame make sense. Never in CI. */
export function isInteractive(invocation: Invocation): boolean {
  return invocation.stdin.isTTY && invocation.stderr.isTTY && !isCi(invocation.env);
}

export function isCi(env: Environment): boolean {
  const ci = env['CI'];
  return ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
}

export function printData(invocation: Invocation, lines: readonly string[]): void {
  if (lines.length > 0) invocation.stdout.write(`${terminalText(lines.join('\n'))}\n`);
}

export function printJson(invocation: Invocation, value: unknown): void {
  invocation.stdout.write(`${terminalJson(value)}\n`);
}

export function say(invocation: Invocation, lines: readonly string[]): void {
  if (lines.length > 0) invocation.stderr.write(`${terminalText(lines.join('\n'))}\n`);
}

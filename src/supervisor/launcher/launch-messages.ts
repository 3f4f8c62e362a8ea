/** What is to run, and where its output goes. */
export interface LaunchCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is added. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a worker tells its launcher, one line of JSON each; ids are the worker's own. */
export type ToLauncher =
  | { readonly launch: number; readonly command: LaunchCommand; readonly pipePath: string }
  /** The worker reads the pipe now. */
  | { readonly opened: number };

/** One of both is null. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
}

/** What it hears. `failed`: nothing runs; `code` is the system's, such as ENOENT. */
export type FromLauncher =
  | { readonly started: number; readonly pid: number }
  | { readonly failed: number; readonly code: string; readonly what: 'program' | 'pipe' }
  | ({ readonly ended: number } & ProgramEnd);

export function launchLine(said: ToLauncher | FromLauncher): string {
  return `${JSON.stringify(said)}\n`;
}

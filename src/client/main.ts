#!/usr/bin/env -S node --
// With `--`, because Node takes an --env-file among a program's own arguments for one of its own: it ends with exit
// code 9 when that does not exist, and empties it when it is a pipe.
import { readFileSync } from 'node:fs';
import { CommanderError } from '@commander-js/extra-typings';
import { clientErrorOf } from './errors.ts';
import { ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import { say } from './invocation.ts';
import { program } from './program.ts';
import { errorLines } from './view/error-lines.ts';
import { paintFor } from './view/paint.ts';

/** argv to exit code. */
async function main(argv: readonly string[]): Promise<ExitCode> {
  const { env, stdin, stdout, stderr } = process;
  // A reader that has seen enough (`| head`) is no reason to fail.
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  const invocation: Invocation = { env, cwd: process.cwd(), stdin, stdout, stderr, exitCode: ExitCode.Passed };
  try {
    await program(invocation, musterVersion()).parseAsync(argv, { from: 'user' });
    return invocation.exitCode;
  } catch (error) {
    // Help or the version was shown; help in place of a missing subcommand is no success.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Passed : ExitCode.Usage;
    const crashFile = clientErrorOf(error) === undefined ? await crashFileOf(argv, invocation, error) : undefined;
    const { lines, exitCode } = errorLines(error, paintFor(stderr, env), env['MUSTER_DEBUG'] === '1', crashFile);
    say(invocation, lines);
    return exitCode;
  }
}

async function crashFileOf(argv: readonly string[], { env }: Invocation, error: unknown): Promise<string | undefined> {
  // What is broken may be the installation itself: then the error is at least told.
  const crashFile = await import('./crash-file.ts').catch(() => undefined);
  return crashFile?.writeCrashFile({ error, argv, version: musterVersion(), nowMs: Date.now() }, env);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function musterVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

/** As in any pipe, its reader decides how long that takes; one that has gone is no reason to wait. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => {
    if (stream.destroyed || !stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}

const exitCode = await main(process.argv.slice(2));
// A pipe takes 64 KiB at once; a list of thousands of scenarios is longer.
await Promise.all([written(process.stdout), written(process.stderr)]);
// Not left to the event loop: a connection that hangs must not keep a finished command.
process.exit(exitCode);

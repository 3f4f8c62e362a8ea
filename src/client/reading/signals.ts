import { ExitCode } from '../exit-codes.ts';
import type { SignalSource } from '../follow/interrupts.ts';

/** For commands that only look on: a signal ends the looking, and nothing else. */
export interface OnlookerSignals {
  readonly signal: AbortSignal;
  /** Of the signal that came. */
  readonly exitCode: ExitCode | undefined;
  close(): void;
}

const codes = [
  ['SIGINT', ExitCode.Interrupted],
  ['SIGTERM', ExitCode.Terminated],
] as const;

export function onlookerSignals(source: SignalSource, stdout?: NodeJS.WriteStream): OnlookerSignals {
  const controller = new AbortController();
  let exitCode: ExitCode | undefined;
  const stop = (code: ExitCode) => () => {
    exitCode ??= code;
    controller.abort();
  };
  const listeners = codes.map(([name, code]) => [name, stop(code)] as const);
  for (const [name, listener] of listeners) source.on(name, listener);
  // Whoever read has gone (`| head`): there is nobody to look on for.
  const onError = stop(ExitCode.Passed);
  stdout?.on('error', onError);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    close: () => {
      for (const [name, listener] of listeners) source.off(name, listener);
      stdout?.off('error', onError);
    },
  };
}

import type { ExitCode } from '../exit-codes.ts';

/** The one way out before the run has closed. */
export class Leaving {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private resolve: (nothing: undefined) => void = () => undefined;
  readonly happened = new Promise<undefined>((resolve) => {
    this.resolve = resolve;
  });
  exitCode: ExitCode | undefined;
  /** Nobody decided that the run is to go on: a lease that it has still ends it. */
  keepsLease = false;
  /** The server has accepted a cancellation: whoever leaves now leaves a run that cleans up. */
  isCancelAccepted = false;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  leave(exitCode: ExitCode): void {
    this.exitCode ??= exitCode;
    this.controller.abort();
    this.resolve(undefined);
  }

  leaveAfter(durationMs: number, exitCode: ExitCode): void {
    this.timer = setTimeout(() => this.leave(exitCode), durationMs);
  }

  close(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }
}

import { CANCEL_FOLLOW_MS } from '../../shared/limits.ts';
import type { Temporal } from '../temporal/connection.ts';
import { ExitCode } from '../exit-codes.ts';
import type { AttendMode, InterruptEffect } from './interrupt-state.ts';
import type { Leaving } from './leaving.ts';
import { requestCancel } from './request-cancel.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { RunScreen } from '../view/run-screen.ts';

/** What an effect of a signal or key works on. */
export interface Obeying {
  readonly temporal: Temporal;
  readonly run: RunIdentity;
  readonly mode: AttendMode;
  readonly canDetach: boolean;
  readonly screen: RunScreen;
  readonly leaving: Leaving;
}

/** Does what the effect says. `signalCode`: the exit code of the signal behind a cancellation. */
export function obeyInterrupt(effect: InterruptEffect, signalCode: ExitCode, obeying: Obeying): void {
  const { screen, leaving } = obeying;
  switch (effect.kind) {
    case 'none':
      return;
    case 'ask': {
      // Short, and in parts: a narrow screen breaks the line between them.
      const detach = obeying.canDetach ? ' · d: detach' : '';
      screen.notice(`^C again: cancel${detach} · Enter: go on`);
      return;
    }
    case 'keep-watching':
      screen.notice(undefined);
      return;
    case 'leave':
      leaving.keepsLease = effect.keepsLease === true;
      leaving.leave(effect.exitCode);
      return;
    case 'cancel':
      void cancel(signalCode, obeying);
  }
}

/** Says that the run is being cancelled only once the server has accepted it. */
async function cancel(signalCode: ExitCode, { temporal, run, mode, screen, leaving }: Obeying): Promise<void> {
  screen.notice(`asking for the cancellation of ${run.runName}`);
  const isAccepted = await requestCancel(temporal, run).catch(() => false);
  if (!isAccepted) {
    screen.line(`! the cancellation was not accepted; try it again: muster cancel ${run.runName}`);
    leaving.leave(ExitCode.Environment);
    return;
  }
  leaving.isCancelAccepted = true;
  const again = mode === 'terminal' ? '^C again' : 'a second signal';
  screen.notice(`cancelling and cleaning up · ${again}: leave`);
  // Nobody sits there to wait as long as it takes.
  if (mode === 'batch') leaving.leaveAfter(CANCEL_FOLLOW_MS, signalCode);
}

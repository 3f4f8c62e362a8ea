import { SIGINT_DUPLICATE_MS } from '../../shared/limits.ts';
import { ExitCode } from '../exit-codes.ts';
import type { OnInterrupt } from '../options/on-interrupt.ts';

/**
 * What a signal or a key does to a client that follows a run.
 * - `viewer` (`muster watch`): a signal only leaves.
 * - `terminal`: the first Ctrl-C only asks, because a run of hours must not die of a reflex.
 * - `batch` (pipe, CI): nobody can be asked, so a signal cancels.
 */
export type AttendMode = 'viewer' | 'terminal' | 'batch';

export interface InterruptState {
  readonly mode: AttendMode;
  /** False when local servers end with this client: leaving would take the worker from the run. */
  readonly canDetach: boolean;
  /** Instead of what the mode does at the first signal; `ask` needs a terminal. */
  readonly onInterrupt?: OnInterrupt | undefined;
  readonly phase: 'following' | 'asked' | 'cancelling';
  /** The exit code of the signal that asked for the cancellation. */
  readonly signalCode?: ExitCode;
  readonly lastSigintAtMs?: number;
}

export type InterruptEvent =
  | { readonly kind: 'signal'; readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'; readonly atMs: number }
  | { readonly kind: 'key'; readonly key: 'detach' | 'enter' };

export type InterruptEffect =
  | { readonly kind: 'none' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'keep-watching' }
  | { readonly kind: 'cancel' }
  /** `keepsLease`: nobody decided that the run is to go on, so a lease that it has still ends it. */
  | { readonly kind: 'leave'; readonly exitCode: ExitCode; readonly keepsLease?: true };

const nothing: InterruptEffect = { kind: 'none' };

/** Pure. A repeated SIGINT within a second is npm's echo of the same key and changes nothing. */
export function interrupt(state: InterruptState, event: InterruptEvent): readonly [InterruptState, InterruptEffect] {
  if (event.kind === 'key') return pressed(state, event.key);
  if (event.signal === 'SIGINT') {
    const isEcho = state.lastSigintAtMs !== undefined && event.atMs - state.lastSigintAtMs < SIGINT_DUPLICATE_MS;
    if (isEcho) return [state, nothing];
    return signalled({ ...state, lastSigintAtMs: event.atMs }, ExitCode.Interrupted);
  }
  if (event.signal === 'SIGHUP' && state.canDetach) {
    return [state, { kind: 'leave', exitCode: ExitCode.Detached, keepsLease: true }];
  }
  return signalled(state, ExitCode.Terminated);
}

function signalled(state: InterruptState, code: ExitCode): readonly [InterruptState, InterruptEffect] {
  if (state.mode === 'viewer') return [state, { kind: 'leave', exitCode: code }];
  if (state.phase === 'cancelling') return [state, { kind: 'leave', exitCode: state.signalCode ?? code }];
  if (state.onInterrupt === 'detach' && state.canDetach) return [state, { kind: 'leave', exitCode: ExitCode.Detached }];
  const mayAsk = state.mode === 'terminal' && state.onInterrupt !== 'cancel';
  const asksFirst = mayAsk && state.phase === 'following' && code === ExitCode.Interrupted;
  if (asksFirst) return [{ ...state, phase: 'asked' }, { kind: 'ask' }];
  return [{ ...state, phase: 'cancelling', signalCode: code }, { kind: 'cancel' }];
}

function pressed(state: InterruptState, key: 'detach' | 'enter'): readonly [InterruptState, InterruptEffect] {
  if (key === 'detach') {
    const canLeave = state.canDetach && state.mode !== 'batch';
    return [state, canLeave ? { kind: 'leave', exitCode: ExitCode.Detached } : nothing];
  }
  if (state.phase !== 'asked') return [state, nothing];
  return [{ ...state, phase: 'following' }, { kind: 'keep-watching' }];
}

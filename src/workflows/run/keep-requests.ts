import { ApplicationFailure, condition, getExternalWorkflowHandle, setHandler, sleep } from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import { isKeepTime } from '../../shared/keep.ts';
import { KEEP_FOR_MS_MAX, KEEP_FOR_MS_MIN, KEEP_SIGNAL_TRIES_MAX, RETRY_INITIAL_MS } from '../../shared/limits.ts';
import type { KeptNamespace } from '../../shared/namespace.ts';
import { namedScenario } from '../../shared/named-scenario.ts';
import { scenarioIdOf } from './run-identity.ts';
import type { KeepAnswer, ReleaseRequest } from '../messages.ts';
import { keepForSignal, keepUpdate, noteKeptSignal, releaseUpdate } from '../messages.ts';
import type { RunState } from './run-state.ts';

/**
 * Takes requests for scenarios that have no outcome yet. One that waits gets the wish with its input, one that runs by
 * a signal. What cannot be accepted leaves no history; while the run still plans, nobody can tell, and requests wait.
 */
export function listenForKeeping(state: RunState): void {
  const tell = async (request: ReleaseRequest, forMs: number): Promise<KeepAnswer> => {
    const { keeping } = state;
    if (state.plan === undefined) {
      keeping.askEarly(request.path, forMs);
      await condition(() => state.plan !== undefined);
      // It was settled before the first scenario began.
      return { path: namedIn(request, state) };
    }
    const path = pathOf(request, state);
    keeping.ask(path, forMs);
    await tellChild(state, path, forMs);
    return { path };
  };
  const check = (request: ReleaseRequest | undefined): void => {
    requireText(request?.path);
    if (state.plan !== undefined) pathOf(request, state);
  };
  setHandler(keepUpdate, async (request) => await tell(request, request.forMs), {
    validator: (request) => {
      check(request);
      requireTime(request?.forMs);
      if (!state.cancelRequested) return;
      throw refusal(FailureType.RunInvalidInput, 'the run is being cancelled, and a cancelled run keeps nothing');
    },
  });
  setHandler(releaseUpdate, async (request) => await tell(request, 0), {
    validator: check,
  });
  setHandler(noteKeptSignal, (changed) => {
    // Sent by hand it may be anything, and a handler that throws blocks the run for ever.
    if (Array.isArray(changed) && changed.every(isKept)) state.keeping.note(changed, Date.now());
  });
}

function pathOf(request: ReleaseRequest | undefined, state: RunState): string {
  const path = namedIn(request, state);
  if (state.hasEnded(path)) throw ended(path);
  return path;
}

function namedIn(request: ReleaseRequest | undefined, state: RunState): string {
  const text = requireText(request?.path);
  if (state.plan?.shards !== undefined) {
    throw refusal(FailureType.RunInvalidInput, 'this run has shards; the one that has the scenario is to be asked');
  }
  const named = namedScenario(text, state.plan?.scenarios.map(({ path }) => path) ?? []);
  if ('problem' in named) throw refusal(FailureType.RunInvalidInput, named.problem);
  return named.path;
}

async function tellChild(state: RunState, path: string, forMs: number): Promise<void> {
  for (let tries = 1; state.isRunning(path); tries += 1) {
    try {
      return await getExternalWorkflowHandle(scenarioIdOf(state.run, path)).signal(keepForSignal, forMs);
    } catch (error) {
      // It is being started, or it has just closed and its outcome is on the way.
      if (tries === KEEP_SIGNAL_TRIES_MAX) throw error;
      await sleep(RETRY_INITIAL_MS);
    }
  }
  if (state.hasEnded(path)) throw ended(path);
}

/** Typed, but an update may be sent by hand. */
function requireText(text: unknown): string {
  if (typeof text === 'string') return text;
  throw refusal(FailureType.RunInvalidInput, 'path: a text is expected');
}

function requireTime(forMs: unknown): void {
  if (isKeepTime(forMs)) return;
  throw refusal(
    FailureType.RunInvalidInput,
    `forMs: a whole number of milliseconds from ${KEEP_FOR_MS_MIN} to ${KEEP_FOR_MS_MAX} is expected`,
  );
}

function isKept(value: unknown): value is KeptNamespace {
  const { name, uid, scenario, untilMs } = (value ?? {}) as Partial<Record<keyof KeptNamespace, unknown>>;
  return [name, uid, scenario].every((text) => typeof text === 'string') && Number.isFinite(untilMs);
}

function ended(path: string): ApplicationFailure {
  return refusal(FailureType.ScenarioEnded, `${path} has ended`, path);
}

function refusal(type: string, message: string, ...details: unknown[]): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type, ...details);
}

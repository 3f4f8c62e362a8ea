import { usageError } from '../errors.ts';
import { completeRunInput, type CompleteRunInput } from '../../shared/run-input.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from './connection.ts';

/**
 * The input that a run was started with, from the first event of its history: there as long as Temporal knows the run,
 * whoever started it, by whatever means, and whether or not it ever wrote a result. Throws a usage error for one that
 * this version cannot use.
 */
export async function givenInput(temporal: Temporal, run: RunIdentity): Promise<CompleteRunInput> {
  const { workflowId, runId } = run;
  const { history } = await temporal.within(() =>
    temporal.client.workflowService.getWorkflowExecutionHistory({
      namespace: temporal.target.temporalNamespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    }),
  );
  const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const { payloadConverter } = temporal.client.options.loadedDataConverter;
  const given = payload === undefined ? undefined : payloadConverter.fromPayload<unknown>(payload);
  const completed = completeRunInput(given);
  if ('input' in completed) return completed.input;
  throw usageError(
    `The settings of run "${run.runName}" cannot be used by this version of muster`,
    'start it anew with the options that you want: muster run DIR',
    completed.problems.join('; '),
  );
}

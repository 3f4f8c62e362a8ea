import { patched } from '@temporalio/workflow';
import type { AttemptRecord } from '../../shared/outcome.ts';
import { scriptSettingsOf } from '../../shared/plan.ts';
import { collectDiagnosticsStub } from '../activity-stubs.ts';
import type { ScenarioInput } from './scenario-contract.ts';

/**
 * Has the namespace of a failed or broken script looked at while it is still there, and answers with its most telling
 * line. Changes no outcome: what cannot be learned in time is not known, and a cancellation goes on to the deletion.
 */
export async function diagnose(
  { settings, scenario }: ScenarioInput,
  attempt: number,
  namespace: string,
  { status, scriptEndedAtMs }: Pick<AttemptRecord, 'status' | 'scriptEndedAtMs'>,
): Promise<Pick<AttemptRecord, 'diagnosis'>> {
  const isTelling = scriptEndedAtMs !== undefined && (status === 'failed' || status === 'errored');
  // Attempts of the first release went straight to the deletion, and their histories must replay.
  if (!isTelling || settings.diagnostics === false || !patched('collect-diagnostics')) return {};
  const { path, resultName, env } = scenario;
  const asked = { path, resultName, ...(env === undefined ? {} : { env }) };
  try {
    const needed = scriptSettingsOf(settings);
    return await collectDiagnosticsStub().collectDiagnostics({ settings: needed, scenario: asked, attempt, namespace });
  } catch {
    return {};
  }
}

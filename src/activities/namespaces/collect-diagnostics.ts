import type { KubernetesClient } from '../../kubernetes/index.ts';
import { fitDiagnostics } from '../../report/index.ts';
import { writeDiagnostics } from '../../results/index.ts';
import { diagnosisOf } from '../../shared/diagnosis.ts';
import type { Diagnostics } from '../../shared/diagnostics.ts';
import { DIAGNOSTICS_BYTES_MAX } from '../../shared/limits.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, CollectDiagnosticsInput } from '../contract.ts';
import { knownSecrets } from '../secrets/known-secrets.ts';
import { Redaction } from '../secrets/redaction.ts';

interface Dependencies {
  readonly activity: () => Pick<ActivityContext, 'signal'>;
  readonly kubernetes: Pick<KubernetesClient, 'collectDiagnostics' | 'credentialSecrets'>;
  /** As for the script: what it saw may stand in the logs of its pods. */
  readonly env: NodeJS.ProcessEnv;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
}

/** See {@link Activities.collectDiagnostics}. */
export function collectDiagnostics(deps: Dependencies): Activities['collectDiagnostics'] {
  return async (input) => {
    const { settings, scenario, attempt, namespace } = input;
    const { signal } = deps.activity();
    const redaction = await redactionFor(deps, input);
    const collected =
      redaction === undefined
        ? { ...nothing, namespace, collectedAtMs: Date.now(), omitted: [NOT_REDACTABLE] }
        : await deps.kubernetes.collectDiagnostics(namespace, { redact: (text) => redaction.text(text), signal });
    const diagnostics: Diagnostics = fitDiagnostics({ attempt, ...collected }, DIAGNOSTICS_BYTES_MAX);
    const diagnosis = diagnosisOf(diagnostics);
    await writeDiagnostics(settings.resultsDir, scenario.resultName, diagnostics).catch((error: unknown) => {
      // The outcome is known, and the line below still reaches the run: nothing that is worth another look.
      const text = error instanceof Error ? error.message : String(error);
      deps.warn('what a namespace held could not be written', { namespace, error: text });
    });
    return diagnosis === undefined ? {} : { diagnosis };
  };
}

const nothing = { pods: [], events: [], workloads: [], logs: [] };
const NOT_REDACTABLE =
  'Nothing was collected: the secrets of the environment cannot be read any more, so they could not be taken out.';

/** Undefined when it is not known what would have to be taken out. */
async function redactionFor(
  { kubernetes, env }: Dependencies,
  { settings, scenario }: CollectDiagnosticsInput,
): Promise<Redaction | undefined> {
  try {
    const { secrets } = await knownSecrets(settings, scenario, env);
    return new Redaction([...secrets, ...kubernetes.credentialSecrets()]);
  } catch {
    return undefined;
  }
}

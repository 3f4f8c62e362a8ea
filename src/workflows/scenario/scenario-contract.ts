import type { PlannedScenario, ScenarioSettings } from '../../shared/plan.ts';

/** What a run gives to the workflow of one scenario. */
export interface ScenarioInput {
  readonly runName: string;
  readonly settings: ScenarioSettings;
  readonly scenario: PlannedScenario;
  /** Drawn by the parent, so that both know the name of every attempt's namespace before it exists. */
  readonly key: string;
  readonly temporalNamespaceId: string;
  /** Search attributes that the server knows; an unknown one would block the workflow for ever. */
  readonly searchAttributes: readonly string[];
  /** Asked for by name: so long, whatever the outcome; 0: not at all. Absent: as the settings say. */
  readonly keepForMs?: number;
}

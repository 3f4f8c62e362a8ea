import type { KeptNamespace, NamespaceRef, NotKept, StuckNamespace } from './namespace.ts';
import type { ScenarioOutcome } from './outcome.ts';

/** What a scenario's workflow ends with: returned when passed or skipped, in the failure's details when failed or errored. */
export interface ScenarioOutput {
  readonly outcome: ScenarioOutcome;
  readonly draining: readonly NamespaceRef[];
  readonly stuck: readonly StuckNamespace[];
  readonly kept?: readonly KeptNamespace[];
  readonly notKept?: readonly NotKept[];
}

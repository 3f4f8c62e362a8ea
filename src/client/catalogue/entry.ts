import type { ExitCode } from '../exit-codes.ts';

/** What is known of one dotted type: for `muster explain`, docs/reference/errors.md, and the advice below an error. */
export interface CatalogueEntry {
  /** One sentence. */
  readonly means: string;
  /** Why it usually happens; one or two sentences. */
  readonly because: string;
  /** What helps, one line each; shown below an error that has no better advice of its own. */
  readonly fix: readonly string[];
  /** What a command ends with when it ends with this; of a scenario's: what a run ends with when nothing worse happened. */
  readonly exitCode: ExitCode;
  /** It is met as a scenario's reason in results and reports, not as the end of a command. */
  readonly ofScenario?: true;
}

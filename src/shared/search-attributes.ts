/** Names of our search attributes in Temporal, all of type Keyword. */
export const RUN_ATTRIBUTE = 'MusterRun';
export const SCENARIO_ATTRIBUTE = 'MusterScenario';
export const OUTCOME_ATTRIBUTE = 'MusterOutcome';

export const SEARCH_ATTRIBUTES: readonly string[] = [RUN_ATTRIBUTE, SCENARIO_ATTRIBUTE, OUTCOME_ATTRIBUTE];

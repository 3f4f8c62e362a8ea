/** Names of our search attributes in Temporal, all of type Keyword. */
export const RUN_ATTRIBUTE = 'MusterRun';
export const SCENARIO_ATTRIBUTE = 'MusterScenario';
export const OUTCOME_ATTRIBUTE = 'MusterOutcome';

export const SEARCH_ATTRIBUTES: readonly string[] = [RUN_ATTRIBUTE, SCENARIO_ATTRIBUTE, OUTCOME_ATTRIBUTE];

/** Temporal takes values of up to 2 KiB and refuses a longer one for ever; a character has at most three bytes. */
const VALUE_LENGTH_MAX = 680;

/** As much of a text as Temporal takes. */
export function attributeValueOf(text: string): string {
  return text.length <= VALUE_LENGTH_MAX ? text : text.slice(0, VALUE_LENGTH_MAX);
}

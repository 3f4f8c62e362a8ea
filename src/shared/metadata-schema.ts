import { z } from 'zod';
import { durationMsOf } from './duration.ts';
import {
  INPUT_LABEL_LENGTH_MAX,
  RETRIES_MAX,
  SCENARIO_LINKS_MAX,
  SCRIPT_TIMEOUT_MS_MAX,
  SCRIPT_TIMEOUT_MS_MIN,
} from './limits.ts';

/**
 * The known keys. Every scalar arrives as the text that stands in the file, so `version: 3.10` stays `3.10`. An
 * issue's message is what was expected there.
 */
const text = z.string({ error: 'a text' });
const textList = z.union([z.array(text), text.transform((one) => [one])], { error: 'a list such as [a, b]' });

const EXPECTED_LOCKS = `a list of names of 1 to ${INPUT_LABEL_LENGTH_MAX} characters such as [gpu, license]`;
const lock = text
  .transform((given) => given.trim())
  .refine((name) => name !== '' && name.length <= INPUT_LABEL_LENGTH_MAX, EXPECTED_LOCKS);
/** Sorted, each once: what means the same looks the same. */
const locks = listOf(lock, EXPECTED_LOCKS).transform((names) => [...new Set(names)].toSorted());

const EXPECTED_SCENARIOS = 'a list of paths, file names or names of scenarios such as [setup.sh, load]';
const dependency = text.refine((given) => given.trim() !== '', EXPECTED_SCENARIOS);

function listOf<T extends z.ZodType<string, string>>(one: T, error: string) {
  return z
    .union([z.array(one), one.transform((only) => [only])], { error })
    .refine((all) => all.length <= SCENARIO_LINKS_MAX, `at most ${SCENARIO_LINKS_MAX} of them`);
}

const EXPECTED_TIMEOUT = 'a duration with a unit, 1s to 7d, such as 10m or 1h30m';
const timeoutMs = z.string({ error: EXPECTED_TIMEOUT }).transform((given, context) => {
  const ms = durationMsOf(given);
  if (ms !== undefined && ms >= SCRIPT_TIMEOUT_MS_MIN && ms <= SCRIPT_TIMEOUT_MS_MAX) return ms;
  context.addIssue({ code: 'custom', message: EXPECTED_TIMEOUT });
  return z.NEVER;
});

function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string({ error: expected })
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected);
}

const exitCode = wholeNumber(1, 255);
const exitCodes = z.union([z.array(exitCode), exitCode.transform((one) => [one])], {
  error: 'a list of exit codes from 1 to 255 such as [77]',
});

const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
// No program can be given one that holds a NUL: the script would not even start.
const environmentValue = text.refine((given) => !given.includes('\0'), 'a text without NUL');
const environment = z.record(z.string().regex(ENVIRONMENT_NAME), environmentValue, {
  error: 'names of letters, digits and _ with a text each, such as { LOG_LEVEL: debug }',
});

/** Unknown keys are ignored here and kept elsewhere: suites carry keys of their own. */
export const metadataSchema = z.object({
  name: text.optional(),
  type: text.optional(),
  description: text.optional(),
  version: text.optional(),
  component: text.optional(),
  mode: text.optional(),
  features: textList.default([]),
  chart: text.optional(),
  preset: text.optional(),
  // Free text in the field ("about 5 min"): what is not a duration is no estimate, and no reason to refuse a script.
  estimated_time: text.transform((given) => durationMsOf(given)).optional(),
  depends_on: listOf(dependency, EXPECTED_SCENARIOS).default([]),
  tags: textList.default([]),
  timeout: timeoutMs.optional(),
  retries: wholeNumber(0, RETRIES_MAX).optional(),
  locks: locks.default([]),
  exclusive: z
    .string({ error: 'true or false' })
    .refine((given) => /^(?:true|false)$/i.test(given), 'true or false')
    .transform((given) => given.toLowerCase() === 'true')
    .optional(),
  access: z.enum(['cluster', 'namespace'], { error: 'cluster or namespace' }).optional(),
  skip_exit_codes: exitCodes.optional(),
  env: environment.optional(),
});

export type MetadataFields = z.output<typeof metadataSchema>;

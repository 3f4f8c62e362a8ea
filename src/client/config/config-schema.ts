import { z } from 'zod';
import { durationMsOf } from '../../shared/duration.ts';
import {
  INPUT_LABEL_LENGTH_MAX,
  KEEP_FOR_MS_DEFAULT,
  KEEP_FOR_MS_MAX,
  KEEP_FOR_MS_MIN,
  LEASE_MS_MAX,
  LEASE_MS_MIN,
  MAX_FAILURES_MAX,
  MAX_PARALLEL_DEFAULT,
  MAX_PARALLEL_MAX,
  NAMESPACE_PREFIX_DEFAULT,
  RETRIES_DEFAULT,
  RETRIES_MAX,
  SCRIPT_TIMEOUT_MS_DEFAULT,
  SCRIPT_TIMEOUT_MS_MAX,
  SCRIPT_TIMEOUT_MS_MIN,
  SECOND_MS,
  STUCK_AFTER_MS_MAX,
  STUCK_AFTER_MS_MIN,
} from '../../shared/limits.ts';
import { namespaceSetupSchema } from '../../shared/namespace-setup.ts';
import { runInputSchema } from '../../shared/run-input.ts';
import { onInterruptChoices } from '../options/on-interrupt.ts';
import { durationText } from '../view/duration.ts';
import { wordsFor } from './config-words.ts';

/**
 * The shape of a configuration file. Keys are the long flags in camelCase, in the plural where the flag may be repeated.
 * Nothing is transformed, so that the JSON Schema which editors get says exactly what is accepted here. An issue's
 * message is what must be there.
 */
const input = runInputSchema.shape;
const setup = namespaceSetupSchema.shape;

const text = z.string({ error: wordsFor }).min(1, { error: 'must not be empty' });
const texts = z.array(text, { error: 'must be a list such as [a, b]' });
const path = text;
const labels = z.record(z.string(), text, { error: 'must be keys and values such as { component: storage }' });
/** Amounts by resource; numbers need no quotes here. What may be said is the run's own rule. */
function quantities(rule: z.ZodType<Record<string, string>>) {
  return z
    .record(z.string(), z.union([z.number(), z.string()], { error: 'must be a quantity such as 10, 500m or 2Gi' }))
    .superRefine((amounts, context) => {
      const texts = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]));
      for (const issue of rule.safeParse(texts).error?.issues ?? []) {
        const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
        context.addIssue({ code: 'custom', path: issue.path, message });
      }
    });
}

function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

function duration(minMs: number, maxMs: number) {
  const error = `must be a duration with its unit such as 90s, 10m or 1h30m, ${durationText(minMs)} to ${durationText(maxMs)}`;
  return z.string({ error }).refine((given) => isWithin(durationMsOf(given), minMs, maxMs), { error });
}

function isWithin(ms: number | undefined, minMs: number, maxMs: number): boolean {
  return ms !== undefined && ms >= minMs && ms <= maxMs;
}

function pattern() {
  return text.refine((source) => isExpression(source), { error: 'must be a regular expression' });
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

function choice<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `must be ${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}` });
}

export const configSchema = z
  .strictObject({
    $schema: text.describe('Where editors find the schema; without effect'),
    scenariosDir: path.meta({ description: 'Where the scripts lie', default: 'scenarios' }),
    resultsDir: path.meta({ description: 'Where results go', default: 'test-results' }),
    tags: texts.describe('Only scenarios that carry all of these tags'),
    labels: labels.describe('Only scenarios whose metadata says all of this'),
    grep: pattern().describe('Only scenarios whose path matches this regular expression'),
    grepInvert: pattern().describe('Only scenarios whose path does not match this regular expression'),
    order: choice(input.order.unwrap().options).meta({
      description: 'Which scenarios start first: those that take longest, or by path',
      default: 'longest',
    }),
    lockBy: text
      .max(INPUT_LABEL_LENGTH_MAX, { error: `must be at most ${INPUT_LABEL_LENGTH_MAX} characters` })
      .describe('Scenarios with the same value of this metadata key never overlap'),
    maxParallel: wholeNumber(1, MAX_PARALLEL_MAX).meta({
      description: 'Scenarios at once',
      default: MAX_PARALLEL_DEFAULT,
    }),
    timeout: duration(SCRIPT_TIMEOUT_MS_MIN, SCRIPT_TIMEOUT_MS_MAX).meta({
      description: 'Time limit of one script, with its unit',
      default: durationText(SCRIPT_TIMEOUT_MS_DEFAULT),
    }),
    retries: wholeNumber(0, RETRIES_MAX).meta({
      description: 'More attempts for a scenario that failed',
      default: RETRIES_DEFAULT,
    }),
    maxFailures: wholeNumber(1, MAX_FAILURES_MAX).describe(
      'Once so many scenarios have failed or errored, nothing more is started',
    ),
    failOnFlaky: z
      .boolean({ error: 'must be true or false' })
      .meta({ description: 'A flaky scenario fails the run', default: false }),
    access: choice(input.access.unwrap().options).meta({
      description: 'What scripts may touch: all that you may, or only their namespace',
      default: 'cluster',
    }),
    preflight: z
      .boolean({ error: 'must be true or false' })
      .meta({ description: 'Ask first for the rights on the cluster', default: true }),
    keep: choice(input.keep.unwrap().options).meta({
      description: 'Whose namespaces stay for a look; on-failure when only keepFor is given',
      default: 'never',
    }),
    keepFor: duration(KEEP_FOR_MS_MIN, KEEP_FOR_MS_MAX).meta({
      description: 'How long they stay, with its unit',
      default: durationText(KEEP_FOR_MS_DEFAULT),
    }),
    stuckAfter: duration(SECOND_MS, STUCK_AFTER_MS_MAX).meta({
      description: 'How long a namespace may take to go before it is reported as stuck, with its unit',
      default: durationText(STUCK_AFTER_MS_MIN),
    }),
    diagnostics: z.boolean({ error: 'must be true or false' }).meta({
      description: 'Collect what the namespace of a failed attempt holds before it is deleted',
      default: true,
    }),
    junitProfile: choice(input.junitProfile.unwrap().options).meta({
      description: 'strict leaves out of junit.xml what the narrowest schemas refuse',
      default: 'standard',
    }),
    lease: z
      .union([z.literal('off'), duration(LEASE_MS_MIN, LEASE_MS_MAX)], {
        error: `must be off, or a duration with its unit such as 5m, ${durationText(LEASE_MS_MIN)} to ${durationText(LEASE_MS_MAX)}`,
      })
      .describe('The run cancels itself when the command that started it is gone for so long; 5m in CI, else off'),
    onInterrupt: choice(onInterruptChoices).describe(
      'What Ctrl-C does to a followed run; ask on a terminal, else cancel',
    ),
    namespacePrefix: input.namespacePrefix.unwrap().meta({
      description: 'How the namespaces begin',
      default: NAMESPACE_PREFIX_DEFAULT,
    }),
    namespaceLabels: setup.labels.unwrap().describe('Labels of every namespace'),
    namespaceAnnotations: setup.annotations.unwrap().describe('Annotations of every namespace'),
    apply: z
      .array(path, { error: 'must be a list of files' })
      .describe('Manifests for every namespace, applied before its script'),
    quota: quantities(setup.quota.unwrap()).describe("Limits of every namespace's ResourceQuota"),
    limitDefaults: quantities(setup.limitDefaults.unwrap()).describe('What a container gets that says nothing'),
    networkPolicy: choice(setup.networkPolicy.unwrap().options).meta({
      description: 'default-deny: pods reach their own namespace and DNS only',
      default: 'open',
    }),
    podSecurity: choice(setup.podSecurity.unwrap().options).describe('Level that the API server enforces'),
    secretEnv: input.secretEnv.unwrap().describe('Variables whose values are kept out of logs and results'),
    passEnv: input.passEnv.unwrap().describe("Variables of the worker's that scripts get"),
    envFiles: z
      .array(path, { error: 'must be a list of files' })
      .describe('Files of NAME=value that scripts get as their environment; every value is kept out of logs'),
    kubeconfig: path.describe('The kubeconfig to use'),
    context: text.describe('The context of the kubeconfig; default: its current one'),
    embedded: z.boolean({ error: 'must be true or false' }).meta({
      description: 'Run on a Kubernetes that muster starts on this machine',
      default: false,
    }),
    taskQueue: text.describe('Workers that somebody else runs, with their cluster and their disk'),
    bundle: z.boolean({ error: 'must be true or false' }).meta({
      description: 'Send the scenarios directory along to those workers, through the artifact store',
      default: false,
    }),
    artifacts: text.describe(
      'The artifact store, through which bundles and results travel: a directory or s3://BUCKET/PREFIX; no credentials',
    ),
    temporalAddress: text.describe('HOST:PORT of a Temporal of your own; default: one on this machine'),
    temporalNamespace: text.describe('Its namespace'),
  })
  .partial()
  .meta({ title: 'muster.config', description: 'Settings of muster for the scenarios below this directory' });

export type Config = z.output<typeof configSchema>;

/** A key that is a setting. */
export type SettingKey = Exclude<keyof Config, '$schema'>;

export const settingKeys = Object.keys(configSchema.shape).filter((key): key is SettingKey => key !== '$schema');

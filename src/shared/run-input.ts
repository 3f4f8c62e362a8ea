import { z } from 'zod';
import {
  INFRASTRUCTURE_RETRIES_DEFAULT,
  INPUT_LABEL_LENGTH_MAX,
  INPUT_LIST_MAX,
  KEEP_FOR_MS_DEFAULT,
  KEEP_FOR_MS_MAX,
  KEEP_FOR_MS_MIN,
  LEASE_MS_MAX,
  LEASE_MS_MIN,
  MAX_FAILURES_MAX,
  MAX_PARALLEL_DEFAULT,
  MAX_PARALLEL_MAX,
  NAMESPACE_PREFIX_DEFAULT,
  NAMESPACE_PREFIX_LENGTH_MAX,
  PATH_LENGTH_MAX,
  PATTERNS_MAX,
  RETRIES_DEFAULT,
  RETRIES_MAX,
  SCRIPT_TIMEOUT_MS_DEFAULT,
  SCRIPT_TIMEOUT_MS_MAX,
  SCRIPT_TIMEOUT_MS_MIN,
  SECOND_MS,
  SHARDS_MAX,
  SKIP_EXIT_CODE_DEFAULT,
  STUCK_AFTER_MS_MAX,
  STUCK_AFTER_MS_MIN,
} from './limits.ts';
import { namespaceSetupSchema } from './namespace-setup.ts';
import { shortLine } from './one-line.ts';

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable');
/** What begins so is how a worker reaches Temporal: whoever holds that may do what the worker may. */
const passedName = variableName.refine(
  (name) => !name.startsWith('TEMPORAL_'),
  "must not begin with TEMPORAL_: those are the worker's own credentials",
);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
const exitCode = z.number().int().min(1).max(255);
/** A NUL ends a path for the system: what is checked and what is opened would be two things. */
const path = z
  .string()
  .min(1)
  .max(PATH_LENGTH_MAX)
  .refine((text) => !text.includes('\0'), 'must not hold a NUL');

/** Which scenarios of the directory run; everything given must hold at once. */
export const selectionSchema = z.strictObject({
  /** Paths or globs relative to the scenarios directory, or plain names; any one of them matches. */
  patterns: z.array(z.string().min(1).max(PATH_LENGTH_MAX)).max(PATTERNS_MAX).default([]),
  /** Exact paths; absent means all. Together with patterns both must hold. */
  paths: z.array(z.string().min(1).max(PATH_LENGTH_MAX)).max(PATTERNS_MAX).optional(),
  /** The `index`-th (from 1) of `count` slices, after everything else: in path order, every `count`-th scenario. */
  shard: z
    .strictObject({ index: z.number().int().min(1), count: z.number().int().min(1).max(SHARDS_MAX) })
    .refine(({ index, count }) => index <= count, 'index must not be greater than count')
    .optional(),
  /** Tags; a scenario must carry all of them. */
  tags: z.array(z.string().min(1)).max(INPUT_LIST_MAX).default([]),
  /** Metadata keys and the value that each must have; a list value matches when it contains it. */
  labels: z.record(z.string(), z.string()).default({}),
  /** Regular expression that the path must match. */
  grep: z.string().optional(),
  /** Regular expression that the path must not match. */
  grepInvert: z.string().optional(),
});

export type Selection = z.infer<typeof selectionSchema>;

/**
 * The input of `runWorkflow`, as given by the CLI, a schedule, or by hand with `temporal workflow start --input`.
 * Every field has a default; relative paths resolve against the worker's root.
 */
export const runInputSchema = z.strictObject({
  scenariosDir: path.default('scenarios'),
  resultsDir: path.default('test-results'),
  selection: selectionSchema.prefault({}),
  maxParallel: z.number().int().min(1).max(MAX_PARALLEL_MAX).default(MAX_PARALLEL_DEFAULT),
  timeoutMs: z.number().int().min(SCRIPT_TIMEOUT_MS_MIN).max(SCRIPT_TIMEOUT_MS_MAX).default(SCRIPT_TIMEOUT_MS_DEFAULT),
  retries: z.number().int().min(0).max(RETRIES_MAX).default(RETRIES_DEFAULT),
  infrastructureRetries: z.number().int().min(0).max(RETRIES_MAX).default(INFRASTRUCTURE_RETRIES_DEFAULT),
  skipExitCodes: z.array(exitCode).max(INPUT_LIST_MAX).default([SKIP_EXIT_CODE_DEFAULT]),
  namespacePrefix: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'must be lower-case letters, digits and inner hyphens')
    .max(NAMESPACE_PREFIX_LENGTH_MAX)
    .default(NAMESPACE_PREFIX_DEFAULT),
  access: z.enum(['cluster', 'namespace']).default('cluster'),
  /** Asks first whether the credentials have every right that the run will need. */
  preflight: z.boolean().default(true),
  /** Whose namespaces stay for a look after the script has ended, for `keepForMs`; a cancelled scenario's never. */
  keep: z.enum(['never', 'on-failure', 'always']).default('never'),
  keepForMs: z.number().int().min(KEEP_FOR_MS_MIN).max(KEEP_FOR_MS_MAX).default(KEEP_FOR_MS_DEFAULT),
  /** Once so many scenarios have failed or errored, what has not started is skipped. */
  maxFailures: z.number().int().min(1).max(MAX_FAILURES_MAX).optional(),
  /** A flaky scenario fails the run. */
  failOnFlaky: z.boolean().default(false),
  /** `longest`: by the estimate, longest first; `name`: by path. */
  order: z.enum(['longest', 'name']).default('longest'),
  /** The run cancels itself when its lease was not renewed for so long (signal `renewLease` to its lease workflow). */
  leaseMs: z.number().int().min(LEASE_MS_MIN).max(LEASE_MS_MAX).optional(),
  /** Collects what the namespace of a failed attempt holds before it is deleted. */
  diagnostics: z.boolean().default(true),
  junitProfile: z.enum(['standard', 'strict']).default('standard'),
  /** Link to this run for reports, http or https. */
  webUiUrl: z
    .url({ protocol: /^https?$/ })
    .max(PATH_LENGTH_MAX)
    .optional(),
  /** A metadata key (`version`, `chart`, …): scenarios with the same value in it never overlap, as if they shared a lock. */
  lockBy: z.string().min(1).max(INPUT_LABEL_LENGTH_MAX).optional(),
  /**
   * SHA-256 (hex) over the names and contents of the scenarios directory as its owner sees it: a worker that sees
   * something else refuses the run.
   */
  scenariosDigest: sha256.optional(),
  /** The scenarios directory travels as a bundle of this digest through the workers' artifact store. */
  bundleDigest: sha256.optional(),
  namespaceSetup: namespaceSetupSchema.prefault({}),
  /** Names of variables whose values are taken out of logs and results. Values never enter the input. */
  secretEnv: z.array(variableName).max(INPUT_LIST_MAX).default([]),
  /** Names of the worker's own variables that scripts get, where the caller's environment is not handed over. */
  passEnv: z.array(passedName).max(INPUT_LIST_MAX).default([]),
  drainingMax: z.number().int().min(1).optional(),
  stuckAfterMs: z.number().int().min(SECOND_MS).max(STUCK_AFTER_MS_MAX).default(STUCK_AFTER_MS_MIN),
  workingDir: path.optional(),
  environmentFile: path.optional(),
});

/** What may be given: all optional. */
export type RunInput = z.input<typeof runInputSchema>;
/** After defaults, before paths are made absolute. */
export type CompleteRunInput = z.output<typeof runInputSchema>;

/** By hand anything may be sent, and what is said of it is recorded: as much as somebody reads. */
const PROBLEMS_SHOWN_MAX = 20;
const PROBLEM_LENGTH_MAX = 300;

/** Either the completed input or a sentence per problem (the first 20), each beginning with the field's path. Never throws. */
export function completeRunInput(
  input: unknown,
): { readonly input: CompleteRunInput } | { readonly problems: readonly string[] } {
  const parsed = runInputSchema.safeParse(input ?? {});
  if (parsed.success) return { input: parsed.data };
  return {
    problems: parsed.error.issues.slice(0, PROBLEMS_SHOWN_MAX).map((issue) => {
      const field = issue.path.length === 0 ? 'input' : issue.path.join('.');
      // A key that is refused: what is wrong with it stands one level deeper.
      const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
      return `${shortLine(field, PROBLEM_LENGTH_MAX)}: ${shortLine(inner?.message ?? issue.message, PROBLEM_LENGTH_MAX)}`;
    }),
  };
}

import { z } from 'zod';

/** The environment that a caller hands over to the scripts of its run, in a file that nobody else can read. */
export interface HandedEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that came from an env file. Kept here: a long env file's names would fill a workflow's history. */
  readonly secretNames: readonly string[];
}

const variables = z.record(z.string(), z.string());
const schema = z.strictObject({ variables, secretNames: z.array(z.string()) });

/** Undefined when it is neither that nor what the first release wrote, whose runs may be open: variables alone. */
export function handedEnvironmentOf(json: unknown): HandedEnvironment | undefined {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const earlier = variables.safeParse(json);
  return earlier.success ? { variables: earlier.data, secretNames: [] } : undefined;
}

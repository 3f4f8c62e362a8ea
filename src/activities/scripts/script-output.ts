import { OUTPUT_TAIL_RAW_BYTES } from '../../shared/limits.ts';
import { looksLikeSecret } from '../../shared/secret-values.ts';
import type { RunScenarioInput } from '../contract.ts';
import { openLogFile } from './log-file.ts';
import { outputTail, type OutputTail } from './output-tail.ts';
import { Redaction } from '../secrets/redaction.ts';

/** Where a script's output goes: its log and the end that travels in its result, both without known secrets. */
export interface ScriptOutput {
  add(chunk: Buffer): Promise<void>;
  /** Not in what is added from now on, such as a token that was renewed. */
  addSecret(secret: string): void;
  /** Gives out what was held back, once no more will come. Idempotent. */
  end(): Promise<void>;
  readonly tail: Pick<OutputTail, 'text'>;
  /** Ends it, and closes the log. */
  close(): Promise<void>;
}

/** `onBytes` sees what the log gets. Throws `Results.Unwritable`, or `Scenario.CannotStart` for too many secrets. */
export async function openScriptOutput(
  { settings, scenario, attempt }: Pick<RunScenarioInput, 'settings' | 'scenario' | 'attempt'>,
  secrets: Iterable<string>,
  logBytesMax: number,
  onBytes: (bytes: Buffer) => void = () => undefined,
): Promise<ScriptOutput> {
  const redaction = new Redaction(secrets);
  const log = await openLogFile(settings.resultsDir, scenario.resultName, attempt, logBytesMax);
  const tail = outputTail(OUTPUT_TAIL_RAW_BYTES);
  const give = async (bytes: Buffer) => {
    if (bytes.length === 0) return;
    tail.add(bytes);
    onBytes(bytes);
    await log.write(bytes);
  };
  const end = () => give(redaction.end());
  return {
    add: (chunk) => give(redaction.write(chunk)),
    addSecret: (secret) => redaction.addSecret(secret),
    end,
    // Once more: the control characters that a tail is freed from may have stood within a secret.
    tail: { text: (bytesMax) => redaction.text(tail.text(bytesMax)) },
    close: async () => {
      try {
        await end();
      } finally {
        await log.close();
      }
    },
  };
}

/** Values of variables that were named as secret, or whose own name says so. */
export function secretsOf(
  environment: Readonly<Record<string, string>>,
  namedSecret: readonly string[],
): readonly string[] {
  const named = new Set(namedSecret);
  return Object.entries(environment)
    .filter(([name]) => named.has(name) || looksLikeSecret(name))
    .map(([, value]) => value);
}

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultStateDir } from '../local/state-dir.ts';
import { CRASH_CAUSES_MAX, CRASH_FILE_CHARACTERS_MAX, CRASH_FILES_MAX } from '../shared/limits.ts';
import { isRedactable, looksLikeSecret } from '../shared/secret-values.ts';
import type { Environment } from './invocation.ts';

interface Crash {
  readonly error: unknown;
  readonly argv: readonly string[];
  /** muster's. */
  readonly version: string;
  readonly nowMs: number;
}

/**
 * Writes what is known of a defect into a file of its user's alone (0600), in `crashes/` below the state directory, or
 * the temporary directory where nothing has been run yet; the newest CRASH_FILES_MAX stay. Returns its path; undefined
 * when it cannot be written: an error about an error helps nobody.
 */
export function writeCrashFile(crash: Crash, env: Environment): string | undefined {
  try {
    const stateDir = defaultStateDir(env);
    // The state directory itself says that something was run here: looking at nothing must not make it.
    const dir = existsSync(stateDir) ? join(stateDir, 'crashes') : tmpdir();
    if (dir !== tmpdir()) mkdirSync(dir, { recursive: true, mode: 0o700 });
    const stamp = new Date(crash.nowMs).toISOString().replace(/[-:.]/g, '');
    const path = join(dir, `muster-crash-${stamp}-${process.pid}.txt`);
    writeFileSync(path, crashText(crash, env), { mode: 0o600, flag: 'wx' });
    if (dir !== tmpdir()) forgetOldest(dir);
    return path;
  } catch {
    return undefined;
  }
}

/** No variable of the environment, no value of an option, and no secret of the environment that a message repeats. */
export function crashText({ error, argv, version, nowMs }: Crash, env: Environment): string {
  const lines = [
    `muster ${version} · Node ${process.version} · ${process.platform} ${process.arch}`,
    `at      ${new Date(nowMs).toISOString()}`,
    `command ${argv
      .filter((word, index) => index === 0 || word.startsWith('-'))
      .map(nameOf)
      .join(' ')}`,
    '',
    ...stacksOf(error),
  ];
  return `${withoutSecrets(lines.join('\n'), env).slice(0, CRASH_FILE_CHARACTERS_MAX)}\n`;
}

/** Stacks only: an error's other fields may hold requests, and those credentials. */
function stacksOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const isLast = error.cause === undefined || depth === CRASH_CAUSES_MAX;
  return isLast ? [own] : [own, '', 'caused by', ...stacksOf(error.cause, depth + 1)];
}

/** `--name=value` is cut to its name; what is no option is a command's name, or somebody's text. */
function nameOf(word: string): string {
  if (word.startsWith('-')) return word.startsWith('--') ? word.replace(/=.*/s, '=…') : word.slice(0, 2);
  return /^[a-z]{1,20}$/.test(word) ? word : '…';
}

function withoutSecrets(text: string, env: Environment): string {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && looksLikeSecret(name) && isRedactable(value) ? [value] : [],
  );
  return secrets
    .toSorted((left, right) => right.length - left.length)
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, '[redacted]'), text);
}

function forgetOldest(dir: string): void {
  const names = readdirSync(dir).filter((name) => name.startsWith('muster-crash-'));
  for (const name of names.toSorted().slice(0, -CRASH_FILES_MAX)) rmSync(join(dir, name), { force: true });
}

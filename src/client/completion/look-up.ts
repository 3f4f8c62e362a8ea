import { setTimeout as sleep } from 'node:timers/promises';
import { COMPLETION_NAMES_MAX, COMPLETION_TIMEOUT_MS } from '../../shared/limits.ts';
import type { Invocation } from '../invocation.ts';
import type { NameKind } from './name-kind.ts';

/** Names on this machine and of the Temporal that is in use. Starts nothing; what takes too long is not there. */
export async function lookUp(invocation: Invocation, words: readonly string[], kind: NameKind) {
  try {
    return await namesOf(invocation, words, kind);
  } catch {
    // Whatever is wrong, a half-typed command line is not the place to say so.
    return [];
  }
}

/** Asks others for at most COMPLETION_TIMEOUT_MS; the program's own parts are loaded before. */
async function asked(ask: () => Promise<string[]>): Promise<string[]> {
  const patience = new AbortController();
  try {
    return await Promise.race([ask(), sleep(COMPLETION_TIMEOUT_MS, [], { signal: patience.signal })]);
  } finally {
    patience.abort();
  }
}

async function namesOf(invocation: Invocation, words: readonly string[], kind: NameKind): Promise<readonly string[]> {
  switch (kind) {
    case 'run':
      return await runNames(invocation, words[0] ?? '');
    case 'scenario':
      return await scenarioPaths(invocation, words);
    case 'context':
      return await contextNames(invocation);
    case 'code':
      return Object.keys((await import('../catalogue/index.ts')).catalogue);
    case 'setting':
      return (await import('../config/config-schema.ts')).settingKeys;
    case 'file':
      return [];
  }
}

/** Commands that only an open run can be given to. */
const ofOpenRuns: ReadonlySet<string> = new Set(['watch', 'wait', 'scale', 'pause', 'resume', 'cancel']);

async function runNames(invocation: Invocation, command: string): Promise<string[]> {
  const { configuredTemporal, localTemporal } = await import('../temporal/temporal-target.ts');
  const { defaultStateDir, localStatus } = await import('../../local/index.ts');
  const { connectTemporal } = await import('../temporal/connection.ts');
  const { listRuns } = await import('../temporal/find-run.ts');
  await loadSettings(invocation);
  return await asked(async () => {
    let target = configuredTemporal({}, invocation.env, invocation.config);
    if (target === undefined) {
      const status = await localStatus({ stateDir: defaultStateDir(invocation.env) });
      if (!status.running || status.temporal?.address === undefined) return [];
      target = localTemporal({ address: status.temporal.address, uiUrl: '' });
    }
    const temporal = await connectTemporal(target);
    try {
      const runs = await listRuns(temporal, ofOpenRuns.has(command) ? 'open' : 'all', COMPLETION_NAMES_MAX);
      return [...new Set(runs.map(({ runName }) => runName))];
    } finally {
      await temporal.close();
    }
  });
}

/** Of the directory that the words name, else of the one that settings name. */
async function scenarioPaths(invocation: Invocation, words: readonly string[]): Promise<string[]> {
  const { optionsHere } = await import('../options/options-here.ts');
  const { discoverScenarios } = await import('../../scenarios/index.ts');
  await loadSettings(invocation);
  const flag = words.findIndex((word) => word === '-s' || word === '--scenarios-dir');
  const given = flag === -1 ? undefined : words[flag + 1];
  const [first] = words.slice(1, -1).filter((word) => !word.startsWith('-'));
  const positionals = words[0] === 'run' && first !== undefined ? [first] : [];
  const { scenariosDir } = optionsHere(invocation, positionals, given === undefined ? {} : { scenariosDir: given });
  return await asked(async () => (await discoverScenarios(scenariosDir)).map(({ path }) => path));
}

async function contextNames({ env }: Invocation): Promise<string[]> {
  const { contextNamesOf } = await import('../../kubernetes/index.ts');
  return contextNamesOf(env);
}

async function loadSettings(invocation: Invocation): Promise<void> {
  const { loadConfig } = await import('../config/load-config.ts');
  invocation.config = await loadConfig(undefined, invocation.cwd);
}

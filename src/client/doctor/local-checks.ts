import type { InstalledProgram, LocalStatus } from '../../local/index.ts';
import type { Check } from './check.ts';
import { failed, ok, warning } from './check.ts';

/** Of the programs that a run here would start. */
export function programsCheck(programs: readonly InstalledProgram[]): Check {
  const missing = programs.filter(({ found }) => found === undefined);
  if (missing.length === 0) {
    const words = programs.map(({ name, found }) => `${name} ${found?.version ?? ''} (${found?.source ?? ''})`);
    return ok('programs', words.join(' · '));
  }
  return warning(
    'programs',
    `not here yet: ${missing.map(({ name, wanted }) => `${name} ${wanted}`).join(', ')}`,
    'the first run fetches or builds them; to do that now: muster up',
    'or name a directory that holds them: KUBEBUILDER_ASSETS',
  );
}

/** Of the process that keeps the local servers. */
export function backgroundCheck(status: LocalStatus, version: string): Check {
  const name = 'background';
  if (!status.running) return ok(name, 'not running; a run starts it when it needs it');
  const children = [status.temporal, status.kubernetes, ...status.workers].filter((child) => child !== undefined);
  const gaveUp = children.find(({ phase }) => phase === 'gave-up');
  if (gaveUp !== undefined) {
    return failed(
      name,
      `a server died too often: ${gaveUp.problem ?? 'see its log'}`,
      'start anew: muster down && muster up',
    );
  }
  if (status.version !== version) {
    return warning(
      name,
      `is of muster ${status.version}, this is ${version}`,
      'it is replaced once it has no work; at once: muster down',
    );
  }
  const restarts = children.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const words = [`process ${status.pid}`, `${status.workers.length} workers`, `${restarts} restarts`];
  return ok(name, words.join(', '));
}

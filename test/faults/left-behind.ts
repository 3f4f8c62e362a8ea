import type { FaultSuite } from './fault-suite.ts';
import type { RoundEntry } from './journal.ts';
import { privateDirectories, untilNothingLeft } from './leftovers.ts';
import { isOfScript, processesOf } from './seen-processes.ts';

/** The janitor's turn, five minutes, after the grace that it leaves an owner, two. */
const NAMESPACES_MS_MAX = 480_000;
/** TERM, and after thirty seconds KILL. */
const PROCESSES_MS_MAX = 45_000;

type LeftBehind = Pick<
  RoundEntry,
  'namespacesLate' | 'namespacesLateMs' | 'namespacesLeft' | 'processesLateMs' | 'processesLeft' | 'directoriesLeft'
>;

/** What a run that has ended leaves on the cluster and on this machine, each given its bounded time to go. */
export async function leftBehind(suite: FaultSuite): Promise<LeftBehind> {
  const processes = await untilNothingLeft(
    () =>
      processesOf(suite.name)
        .filter(isOfScript)
        .map(
          ({ pid, env, arguments: words }) =>
            `${pid} ${env['SCENARIO']} ${env['ATTEMPT']} ${words.join(' ').slice(0, 80)}`,
        ),
    PROCESSES_MS_MAX,
  );
  // The last fault may have ended the background process with nobody there to need it.
  await suite.up();
  const namespaces = await untilNothingLeft(() => suite.muster.namespaces(), NAMESPACES_MS_MAX);
  return {
    namespacesLate: namespaces.first,
    namespacesLateMs: namespaces.first.length === 0 ? 0 : namespaces.waitedMs,
    namespacesLeft: namespaces.last,
    processesLateMs: processes.first.length === 0 ? 0 : processes.waitedMs,
    processesLeft: processes.last,
    directoriesLeft: privateDirectories(suite.temporaryDir),
  };
}

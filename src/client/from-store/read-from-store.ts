import { isAbsolute } from 'node:path';
import type { ArtifactStore } from '../../artifacts/index.ts';
import { isResultsOf } from '../../results/index.ts';
import { resultOf } from '../follow/run-closing.ts';
import type { Invocation } from '../invocation.ts';
import { findReport } from '../reading/find-report.ts';
import type { ReadRun } from '../reading/read-run.ts';
import { reported } from '../reading/read-run.ts';
import { runStateOf } from '../reading/run-state.ts';
import type { Temporal } from '../temporal/connection.ts';
import { ownerOf } from './results-owner.ts';
import { storeHere } from './store-here.ts';
import { openStorePlace, type StorePlace } from './store-place.ts';
import { storedReport, StoredResults } from './stored-results.ts';

/** One per run and process: what was brought stays. */
const places = new Map<string, StorePlace>();

/**
 * The run with what the artifact store knows of it, when its results went there and are not here: its report, and logs
 * that are brought when they are wanted. Results that `muster run` could not bring here are brought now. What the store
 * does not tell is told by a notice.
 */
export async function withStore(invocation: Invocation, temporal: Temporal, read: ReadRun): Promise<ReadRun> {
  const prefix = (read.plan ?? read.report)?.settings.artifactsPrefix;
  if (prefix === undefined || read.source === 'report') return read;
  try {
    const store = await storeHere(invocation);
    if (store === undefined) {
      const notice = 'its results and logs lie in an artifact store: name it in MUSTER_ARTIFACTS';
      return { ...noticed(read, notice), isInUnknownStore: true };
    }
    return read.closedAtMs === undefined
      ? withPlace(read, placeIn(store, prefix))
      : ((await closed(temporal, read, store, prefix)) ?? withPlace(read, placeIn(store, prefix)));
  } catch (error) {
    return noticed(read, error instanceof Error ? error.message : String(error));
  }
}

function placeIn(store: ArtifactStore, prefix: string): StorePlace {
  const place = places.get(prefix) ?? openStorePlace(store, prefix);
  places.set(prefix, place);
  return place;
}

/** Undefined: it has no report there either. */
async function closed(
  temporal: Temporal,
  read: ReadRun,
  store: ArtifactStore,
  prefix: string,
): Promise<ReadRun | undefined> {
  const { resultsDir = '', runId } = read;
  if (isAbsolute(resultsDir) && (await isResultsOf(resultsDir, runId))) {
    await new StoredResults(store, prefix, resultsDir).bringAll(await ownerOf(temporal, read));
    const here = await findReport(resultsDir, runId);
    if (here !== undefined) return ended(read, reported(here.report, here, resultsDir));
  }
  const report = await storedReport(store, prefix, runId);
  if (report === undefined) return undefined;
  return withPlace(ended(read, reported(report, placeIn(store, prefix), resultsDir)), placeIn(store, prefix));
}

/** What the run's workflow itself says of its end wins over its report, which lies where scripts can write. */
function ended({ found, closing }: ReadRun, report: ReadRun): ReadRun {
  const totals = closing === undefined ? undefined : resultOf(closing)?.totals;
  return {
    ...report,
    ...(found === undefined ? {} : { found, state: runStateOf(found.status, closing) }),
    ...(closing === undefined ? {} : { closing }),
    ...(totals === undefined ? {} : { totals }),
  };
}

/** Every scenario that has begun has a log there. */
function withPlace(read: ReadRun, place: StorePlace): ReadRun {
  return {
    ...read,
    place,
    bringLog: (resultName) => place.bring(resultName),
    scenarios: read.scenarios.map((scenario) => {
      const resultName = read.resultNameOf(scenario.path);
      const hasBegun = scenario.status !== 'waiting' && scenario.attemptCount !== 0;
      return resultName === undefined || !hasBegun ? scenario : { ...scenario, log: place.log(resultName) };
    }),
    notices: read.closedAtMs === undefined ? read.notices : [],
  };
}

function noticed(read: ReadRun, notice: string): ReadRun {
  return { ...read, notices: [...read.notices, notice] };
}

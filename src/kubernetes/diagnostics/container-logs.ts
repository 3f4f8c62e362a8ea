import type { ContainerLog } from '../../shared/diagnostics.ts';
import { lastLines } from '../../shared/last-lines.ts';
import {
  DIAGNOSTICS_LOG_BYTES,
  DIAGNOSTICS_LOG_LINES,
  DIAGNOSTICS_LOG_READ_BYTES,
  DIAGNOSTICS_LOGS_MAX,
} from '../../shared/limits.ts';
import type { Asker } from './ask.ts';
import type { Clip } from './clip.ts';
import type { ContainerStatus, Pod } from './pods.ts';
import { statusesOf } from './pods.ts';

/** One log that can be read. */
interface LogWish {
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  /** The lower, the sooner it is read. */
  readonly rank: number;
}

interface ContainerLogs {
  readonly logs: readonly ContainerLog[];
  readonly omitted: readonly string[];
}

/** Tails of the first DIAGNOSTICS_LOGS_MAX logs: of containers that failed, are not ready or were restarted, then of others. */
export async function containerLogs(
  asker: Asker,
  podsPath: string,
  pods: readonly Pod[],
  clip: Clip,
): Promise<ContainerLogs> {
  const wishes = pods.flatMap(wishesOf).toSorted((a, b) => a.rank - b.rank);
  const asked = wishes.slice(0, DIAGNOSTICS_LOGS_MAX);
  const answers = await Promise.all(
    asked.map(({ pod, container, previous }) =>
      asker.text(`${podsPath}/${encodeURIComponent(pod)}/log`, {
        container,
        tailLines: String(DIAGNOSTICS_LOG_LINES),
        limitBytes: String(DIAGNOSTICS_LOG_READ_BYTES),
        ...(previous ? { previous: 'true' } : {}),
      }),
    ),
  );
  const logs: ContainerLog[] = [];
  const missing = new Map<string, string[]>();
  const cut: string[] = [];
  const max = { lines: DIAGNOSTICS_LOG_LINES, bytes: DIAGNOSTICS_LOG_BYTES };
  for (const [index, { pod, container, previous }] of asked.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    if ('why' in answer) {
      const names = missing.get(answer.why) ?? [];
      missing.set(answer.why, [...names, clip.word(`${pod}/${container}`)]);
      continue;
    }
    const isCut = Buffer.byteLength(answer.value) >= DIAGNOSTICS_LOG_READ_BYTES;
    if (isCut) cut.push(clip.word(`${pod}/${container}`));
    const { tail } = lastLines(clip.text(printable(isCut ? wholeLines(answer.value) : answer.value)), max);
    if (tail !== '') logs.push({ pod: clip.word(pod), container: clip.word(container), previous, tail });
  }
  const leftOut = wishes.length - asked.length;
  return {
    logs,
    omitted: [
      ...[...missing].map(([why, names]) => `No log of ${listed(names)}: ${why}.`),
      ...(cut.length === 0 ? [] : [`The end of the log of ${listed(cut)} is missing: its lines are too long.`]),
      ...(leftOut === 0 ? [] : [`${leftOut} more container logs were left out.`]),
    ],
  };
}

const FAILED = 0;
const NOT_READY = 1;
const RESTARTED = 2;
const WELL = 3;
const DONE = 4;

function wishesOf({ metadata = {}, status = {} }: Pod): LogWish[] {
  const pod = metadata.name ?? '';
  return statusesOf(status).flatMap(({ container }) => {
    const { name = '', state = {}, lastState = {} } = container;
    const rank = rankOf(container);
    const wish = (previous: boolean): LogWish => ({ pod, container: name, previous, rank });
    // Of one that waits for its next start the server gives the earlier instance's log either way.
    const hasEarlier = lastState.terminated !== undefined;
    const hasPresent = state.running !== undefined || state.terminated !== undefined;
    return [...(hasEarlier ? [wish(true)] : []), ...(hasPresent ? [wish(false)] : [])];
  });
}

function rankOf({ state = {}, lastState = {}, ready, restartCount = 0 }: ContainerStatus): number {
  const exitCode = state.terminated?.exitCode ?? (state.waiting && lastState.terminated?.exitCode);
  if (exitCode !== undefined) return exitCode === 0 && state.terminated !== undefined ? DONE : FAILED;
  if (ready !== true) return NOT_READY;
  return restartCount > 0 ? RESTARTED : WELL;
}

/** Without the last one, which was cut: half of a secret would not be found in it. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Colours stay, line ends too; what else a container prints below a blank would only be noise, six times as long in JSON. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- removing them is the point
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g, '');
}

const NAMED_MAX = 5;

function listed(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

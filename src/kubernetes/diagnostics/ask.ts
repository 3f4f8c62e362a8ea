import { FailureType } from '../../shared/failure-types.ts';
import { DIAGNOSTICS_LOG_READ_BYTES, DIAGNOSTICS_REQUESTS_AT_ONCE, SECOND_MS } from '../../shared/limits.ts';
import type { Connection } from '../requests/connection.ts';
import type { Deadline } from '../requests/deadline.ts';
import { startDeadline } from '../requests/deadline.ts';
import { KubernetesError } from '../kubernetes-error.ts';

/** What was asked for, or in a few words why it is not known. */
export type Answer<T> = { readonly value: T } | { readonly why: string };

/** The questions of one collection: a few at once, each with a time limit of its own; none of them throws. */
export interface Asker {
  list<T>(path: string, query: Readonly<Record<string, string>>): Promise<Answer<Page<T>>>;
  /** At most DIAGNOSTICS_LOG_READ_BYTES. */
  text(path: string, query: Readonly<Record<string, string>>): Promise<Answer<string>>;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** There are more than were asked for. */
  readonly isCut: boolean;
}

/** `whole`: the time limit of all questions together; `requestTimeoutMs`: of each. */
export function askerOf(connection: Connection, whole: Deadline, requestTimeoutMs: number): Asker {
  const gate = gateFor(DIAGNOSTICS_REQUESTS_AT_ONCE);

  async function ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<Answer<T>> {
    const leave = await gate();
    const own = startDeadline(requestTimeoutMs, whole.signal);
    try {
      own.signal.throwIfAborted();
      return { value: await question(own.signal) };
    } catch (error) {
      if (own.expired()) return { why: `no answer within ${requestTimeoutMs / SECOND_MS} s` };
      if (whole.signal.aborted) return { why: `the ${whole.ms() / SECOND_MS} s for all of this were over` };
      return { why: whyOf(error) };
    } finally {
      own.clear();
      leave();
    }
  }

  return {
    list: (path, query) =>
      ask(async (signal) => {
        const page = (await connection.send({ method: 'GET', path, query, signal })) as ListPage;
        return { items: (page.items ?? []) as never[], isCut: (page.metadata?.continue ?? '') !== '' };
      }),
    text: (path, query) =>
      ask(async (signal) => {
        const chunks: Buffer[] = [];
        // A log is no JSON, and who serves it may offer nothing else.
        const request = { method: 'GET', path, query, accept: '*/*', signal } as const;
        await connection.stream(request, requestTimeoutMs, async (answer) => {
          let byteCount = 0;
          for await (const chunk of answer) {
            chunks.push(chunk);
            byteCount += chunk.length;
            if (byteCount >= DIAGNOSTICS_LOG_READ_BYTES) break;
          }
        });
        return Buffer.concat(chunks).subarray(0, DIAGNOSTICS_LOG_READ_BYTES).toString('utf8');
      }),
  };
}

interface ListPage {
  readonly items?: readonly unknown[] | null;
  readonly metadata?: { readonly continue?: string };
}

/** By codes alone: what the API server says besides may hold anything. */
function whyOf(error: unknown): string {
  if (!(error instanceof KubernetesError)) return 'the answer could not be read';
  const { type, code, reason } = error;
  const answered = [code, reason].filter((each) => each !== undefined).join(' ');
  if (type === FailureType.ClusterForbidden) return `these credentials may not do that (${answered})`;
  if (type === FailureType.ClusterNotFound) return `not found (${answered})`;
  if (code === undefined) return answered === '' ? 'no answer' : `no answer (${answered})`;
  return `the API server answered ${answered}`;
}

/** Lets so many in at a time, in the order in which they came. What it gives must be called when done. */
function gateFor(countMax: number): () => Promise<() => void> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  };
  return async () => {
    if (inside >= countMax) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    return leave;
  };
}

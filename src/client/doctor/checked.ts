import { setTimeout as sleep } from 'node:timers/promises';
import { DOCTOR_CHECK_TIMEOUT_MS, SECOND_MS } from '../../shared/limits.ts';
import { clientErrorOf } from '../errors.ts';
import type { Check } from './check.ts';
import { failed } from './check.ts';

/** The findings of one look, within DOCTOR_CHECK_TIMEOUT_MS; what it throws is a finding, too. */
export async function checked(name: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  const patience = new AbortController();
  const tooLate = sleep(DOCTOR_CHECK_TIMEOUT_MS, undefined, { signal: patience.signal }).then(() => [
    failed(
      name,
      `no answer within ${DOCTOR_CHECK_TIMEOUT_MS / SECOND_MS} s`,
      'try again; if it stays so, look at it by hand',
    ),
  ]);
  // Given up when the look is through.
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([look(), tooLate]);
  } catch (error) {
    return [findingOf(name, error)];
  } finally {
    patience.abort();
  }
}

/** An error of any room as a finding, with its own advice. */
export function findingOf(name: string, error: unknown): Check {
  const known = clientErrorOf(error);
  if (known === undefined) return failed(name, error instanceof Error ? error.message : String(error));
  const why = known.why === undefined ? '' : `: ${known.why}`;
  return failed(name, `${known.message}${why} (${known.type})`, ...known.fixes);
}

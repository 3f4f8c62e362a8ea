import type { IncomingMessage } from 'node:http';
import { isCertificateTrouble, isNeverSent } from './connection-error.ts';
import type { CredentialsSource } from '../configuration/credentials.ts';
import { textOf } from './http-exchange.ts';

const UNAUTHORIZED = 401;

/**
 * Credentials and authorities may have been replaced in their files: a 401, and a request that was not sent because of
 * a certificate, is asked again once with fresh ones. Returns the last answer, whatever it says.
 */
export async function askAgainOnce(
  ask: () => Promise<IncomingMessage>,
  credentials: Pick<CredentialsSource, 'drop'>,
  what: string,
): Promise<IncomingMessage> {
  try {
    const answer = await ask();
    if (answer.statusCode !== UNAUTHORIZED) return answer;
    // Read to its end: only then is its connection free for the next request.
    await textOf(answer, what);
    credentials.drop();
  } catch (error) {
    if (!isCertificateTrouble(error)) throw error;
    credentials.drop();
    if (!isNeverSent(error)) throw error;
  }
  const answer = await ask().catch((error: unknown) => {
    if (isCertificateTrouble(error)) credentials.drop();
    throw error;
  });
  if (answer.statusCode === UNAUTHORIZED) credentials.drop();
  return answer;
}

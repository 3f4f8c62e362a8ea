import { expect, test } from 'vitest';
import { answerError } from '../../../src/kubernetes/requests/answer-error.ts';
import { RETRY_AFTER_MS_MAX } from '../../../src/shared/limits.ts';

const status = (fields: object) => JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', ...fields });

test.each([
  [401, 'Unauthorized', 'Cluster.Unauthorized', false, 'not-applied'],
  [403, 'Forbidden', 'Cluster.Forbidden', false, 'not-applied'],
  [404, 'NotFound', 'Cluster.NotFound', false, 'not-applied'],
  [409, 'AlreadyExists', 'Cluster.Conflict', false, 'not-applied'],
  [409, 'Conflict', 'Cluster.Conflict', true, 'not-applied'],
  [410, 'Expired', 'Cluster.Unavailable', true, 'not-applied'],
  [413, 'RequestEntityTooLarge', 'Cluster.Rejected', false, 'not-applied'],
  [422, 'Invalid', 'Cluster.Rejected', false, 'not-applied'],
  [429, 'TooManyRequests', 'Cluster.Unavailable', true, 'not-applied'],
  [500, 'InternalError', 'Cluster.Unavailable', true, 'unknown'],
  [500, 'ServerTimeout', 'Cluster.Unavailable', true, 'unknown'],
  [503, 'ServiceUnavailable', 'Cluster.Unavailable', true, 'unknown'],
  [504, 'Timeout', 'Cluster.Unavailable', true, 'unknown'],
] as const)('%i %s is %s, retryable %s, %s', (code, reason, type, retryable, outcome) => {
  const error = answerError('GET namespaces/x', { code, text: status({ reason, code }) });
  expect(error).toMatchObject({ type, retryable, outcome, code, reason });
});

test.each([
  [302, '<html>sign in</html>', 'Cluster.Misconfigured', false],
  [400, 'bad', 'Cluster.Rejected', false],
  [418, '', 'Cluster.Rejected', false],
  [429, 'Too many requests, please try again later.', 'Cluster.Unavailable', true],
  [500, 'null', 'Cluster.Unavailable', true],
  [502, '<html>Bad Gateway</html>', 'Cluster.Unavailable', true],
  [507, '{"kind":"Other"}', 'Cluster.Unavailable', true],
] as const)('%i without a Status is judged by its code', (code, text, type, retryable) => {
  expect(answerError('GET x', { code, text })).toMatchObject({ type, retryable });
});

test('the reason of the Status decides over the code', () => {
  const text = status({ reason: 'Forbidden' });
  expect(answerError('GET x', { code: 500, text })).toMatchObject({ type: 'Cluster.Forbidden', retryable: false });
});

test.each([
  ['7', {}, 7_000],
  [undefined, { details: { retryAfterSeconds: 3 } }, 3_000],
  ['86400', {}, RETRY_AFTER_MS_MAX],
  ['soon', {}, undefined],
  ['-1', {}, undefined],
  [undefined, {}, undefined],
])('Retry-After %s with details %j asks for a delay of %s ms', (retryAfter, fields, expected) => {
  const text = status({ reason: 'TooManyRequests', ...fields });
  expect(answerError('POST x', { code: 429, retryAfter, text }).retryAfterMs).toBe(expected);
});

test('the message is one bounded line without the body around it', () => {
  const message = `denied\n\u001b[31m  by   policy ${'x'.repeat(5_000)}`;
  const error = answerError('POST namespaces', {
    code: 403,
    text: status({ reason: 'Forbidden', message, metadata: { token: 'secret' } }),
  });
  expect(error.message).toMatch(/^POST namespaces: the API server answered 403 Forbidden: denied \[31m by policy x+…$/);
  expect(error.message.length).toBeLessThan(400);
  const foreign = answerError('GET x', { code: 502, text: 'Authorization: Bearer secret' });
  expect(foreign.message).not.toContain('secret');
});

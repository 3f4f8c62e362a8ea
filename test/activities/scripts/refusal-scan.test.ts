import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withRefusal } from '../../../src/activities/scripts/access-denied.ts';
import { refusalScan, type Refusal } from '../../../src/activities/scripts/refusal-scan.ts';
import { scenarioIdentity } from '../../../src/shared/scenario-account.ts';

const own = 'muster-a-1';
const user = `User "${scenarioIdentity(own)}"`;

function scanned(...chunks: readonly (string | Buffer)[]): Refusal | undefined {
  const scan = refusalScan(own);
  for (const chunk of chunks) scan.add(Buffer.from(chunk));
  return scan.last();
}

describe('a refusal is found in what programs print', () => {
  test.each([
    [
      'of kubectl at the cluster scope',
      `Error from server (Forbidden): nodes is forbidden: ${user} cannot list resource "nodes" in API group "" at the cluster scope`,
      { what: 'list nodes at the cluster scope', isOwn: false },
    ],
    [
      'of helm, with a group, and followed by more',
      `Error: INSTALLATION FAILED: clusterroles.rbac.authorization.k8s.io "x" is forbidden: ${user} cannot get resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope: RBAC: more`,
      { what: 'get clusterroles.rbac.authorization.k8s.io at the cluster scope', isOwn: false },
    ],
    [
      'in another namespace, of a subresource',
      `pods "x" is forbidden: ${user} cannot create resource "pods/exec" in API group "" in the namespace "other"`,
      { what: 'create pods/exec in the namespace other', isOwn: false },
    ],
    [
      'in its own namespace',
      `${user} cannot create resource "resourcequotas" in API group "" in the namespace "${own}"`,
      { what: 'create resourcequotas', isOwn: true },
    ],
    ['of a path', `forbidden: ${user} cannot get path "/metrics"`, { what: 'get /metrics', isOwn: false }],
    [
      'in JSON, where quotes have backslashes',
      JSON.stringify({ msg: `${user} cannot watch resource "nodes" in API group "" at the cluster scope` }),
      { what: 'watch nodes at the cluster scope', isOwn: false },
    ],
    [
      'of giving away rights',
      `roles.rbac.authorization.k8s.io "r" is forbidden: user "${scenarioIdentity(own)}" (groups=["system:serviceaccounts" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:`,
      { what: 'grant rights that it does not have itself', isOwn: true },
    ],
  ])('%s', (_what, text, refusal) => {
    expect(scanned(text)).toEqual(refusal);
    expect(scanned(`before\n${text}\nafter\n`)).toEqual(refusal);
  });

  test('the last of several counts: it is the nearest to the end', () => {
    const refused = (resource: string) =>
      `${user} cannot list resource "${resource}" in API group "" at the cluster scope`;
    expect(scanned(`${refused('a')}\n${refused('b')}\n${refused('c')}\nend`)?.what).toBe('list c at the cluster scope');
  });

  test.each([
    ['another scenario’s', `User "${scenarioIdentity('muster-a-12')}" cannot list resource "nodes" in API group ""`],
    ['somebody else’s', 'User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope'],
    ['a mere mention', `I am ${scenarioIdentity(own)}, and I cannot list resource "nodes" in API group ""`],
    ['one beyond the bound of a line', `${'x'.repeat(16 * 1024)}${user} cannot get path "/metrics"`],
  ])('%s is none', (_what, text) => {
    expect(scanned(text)).toBeUndefined();
    expect(scanned(`\n${text}\n`)).toBeUndefined();
  });
});

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      '\n',
      `${user} cannot list resource "nodes" in API group "" at the cluster scope`,
      `${user} cannot get resource "pods" in API group "" in the namespace "other"\n`,
      `nodes is forbidden: ${user}`,
      scenarioIdentity(own),
      'x'.repeat(9_000),
      'ä€\u0000',
    ),
    fc.string(),
  ),
  { maxLength: 12 },
);

test('the answer does not depend on how the output is cut', () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(400), { maxLength: 60 }), (parts, cuts) => {
      const whole = Buffer.from(parts.join(''));
      const chunks: Buffer[] = [];
      let from = 0;
      for (const size of cuts) {
        chunks.push(whole.subarray(from, from + size));
        from += size;
      }
      chunks.push(whole.subarray(from));
      expect(scanned(...chunks)).toEqual(scanned(whole));
      expect(
        scanned(
          ...whole
            .subarray(0, 3_000)
            .toString('latin1')
            .split('')
            .map((c) => Buffer.from(c, 'latin1')),
        ),
      ).toEqual(scanned(whole.subarray(0, 3_000)));
    }),
    { numRuns: 300 },
  );
});

describe('a result with a refusal', () => {
  const failed = {
    status: 'failed',
    reason: 'exit-code',
    message: 'exit code 1',
    exitCode: 1,
    scriptMs: 1,
    tail: '',
  } as const;
  const outside = { what: 'list nodes at the cluster scope', isOwn: false };

  test('of a script that failed says what was refused and which key to change', () => {
    expect(withRefusal(failed, outside)).toEqual({
      ...failed,
      reason: 'access-denied',
      message:
        'exit code 1; refused outside its namespace (list nodes at the cluster scope): ' +
        'set "access: cluster" in its metadata or run with --access cluster',
    });
    expect(withRefusal(failed, { what: 'create resourcequotas', isOwn: true }).message).toMatch(
      /^exit code 1; refused in its own namespace \(create resourcequotas\), where the role "admin" does not allow it: set/,
    );
  });

  test('of one that ran out of time keeps that reason', () => {
    const late = { ...failed, reason: 'timeout', message: 'ran past its time limit of 1h' } as const;
    expect(withRefusal(late, outside)).toMatchObject({
      reason: 'timeout',
      message: expect.stringContaining('list nodes') as string,
    });
  });

  test('of one that passed, was skipped, was killed or refused nothing is left as it is', () => {
    for (const [given, refusal] of [
      [{ status: 'passed', exitCode: 0, scriptMs: 1, tail: '' }, outside],
      [{ ...failed, status: 'skipped' }, outside],
      [{ ...failed, reason: 'signal' }, outside],
      [failed, undefined],
    ] as const) {
      expect(withRefusal(given, refusal)).toBe(given);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnosisOf } from '../../src/shared/diagnosis.ts';
import { DIAGNOSIS_LENGTH_MAX } from '../../src/shared/limits.ts';
import { containerOf, diagnosticsOf, podOf, warningOf } from '../support/diagnostics.ts';

const notReady = { ready: false } as const;
const crashed = podOf('web-0', {
  ...notReady,
  containers: [containerOf({ ...notReady, reason: 'CrashLoopBackOff', exitCode: 1, restartCount: 5 })],
});
const deployment = { kind: 'Deployment', name: 'web', state: '1/3 ready', conditions: [] };
const quota = 'Error creating: pods "web-5d8-x" is forbidden: exceeded quota: muster, limited: pods=2';

describe('the most telling line', () => {
  test.each([
    [
      'a container that ran out of memory',
      {
        pods: [podOf('web-0', { containers: [containerOf({ reason: 'OOMKilled', exitCode: 137, restartCount: 3 })] })],
      },
      'pod web-0: container app OOMKilled (exit 137), 3 restarts',
    ],
    [
      'an image that cannot be had',
      {
        pods: [
          podOf('x', {
            ...notReady,
            phase: 'Pending',
            containers: [containerOf({ ...notReady, reason: 'ImagePullBackOff', image: 'example.com/none' })],
          }),
        ],
      },
      'pod x: ImagePullBackOff example.com/none',
    ],
    [
      'no node',
      {
        pods: [
          podOf('y', { ...notReady, phase: 'Pending', reason: 'Unschedulable', message: '0/1 nodes are available' }),
        ],
      },
      'pod y: Unschedulable: 0/1 nodes are available',
    ],
    ['a crash', { pods: [crashed] }, 'pod web-0: container app CrashLoopBackOff (exit 1), 5 restarts'],
    [
      'an init container',
      {
        pods: [
          podOf('z', {
            ...notReady,
            containers: [
              containerOf({ ...notReady, name: 'migrate', init: true, reason: 'Error', exitCode: 3, restartCount: 1 }),
            ],
          }),
        ],
      },
      'pod z: init container migrate Error (exit 3), 1 restart',
    ],
    [
      'a missing secret',
      {
        pods: [
          podOf('w', {
            ...notReady,
            containers: [
              containerOf({ ...notReady, reason: 'CreateContainerConfigError', message: 'secret "db" not found' }),
            ],
          }),
        ],
      },
      'pod w: container app CreateContainerConfigError: secret "db" not found',
    ],
    [
      'an eviction',
      {
        pods: [
          podOf('v', {
            ...notReady,
            phase: 'Failed',
            reason: 'Evicted',
            message: 'The node was low on resource: memory.',
          }),
        ],
      },
      'pod v: Evicted: The node was low on resource: memory.',
    ],
    ['too few pods', { workloads: [deployment] }, 'deployment web: 1/3 ready'],
    [
      'a quota that is used up, rather than what follows from it',
      { workloads: [deployment], events: [warningOf('FailedCreate', 'ReplicaSet/web-5d8', quota, 9)] },
      `replicaset web-5d8: FailedCreate: ${quota} (9 times)`,
    ],
    [
      'a volume, of a pod that waits for it',
      {
        pods: [
          podOf('u', {
            ...notReady,
            phase: 'Pending',
            containers: [containerOf({ ...notReady, reason: 'ContainerCreating' })],
          }),
        ],
        events: [warningOf('FailedMount', 'Pod/u', 'configmap "settings" not found')],
      },
      'pod u: FailedMount: configmap "settings" not found',
    ],
    [
      'a probe',
      {
        pods: [podOf('t', { ...notReady, containers: [containerOf(notReady)] })],
        events: [warningOf('Unhealthy', 'Pod/t', 'Readiness probe failed: 503')],
      },
      'pod t: Unhealthy: Readiness probe failed: 503',
    ],
    [
      'a pod that is only not ready',
      {
        pods: [
          podOf('s', {
            ...notReady,
            phase: 'Pending',
            containers: [containerOf({ ...notReady, reason: 'ContainerCreating' })],
          }),
        ],
      },
      'pod s: ContainerCreating',
    ],
    [
      'a warning about something that nobody looked at',
      { events: [warningOf('IssuerNotReady', 'Certificate/tls', 'no issuer')] },
      'certificate tls: IssuerNotReady: no issuer',
    ],
    [
      'the cause among several',
      { pods: [podOf('a', { ...notReady, phase: 'Pending' }), crashed], workloads: [deployment] },
      'pod web-0: container app CrashLoopBackOff (exit 1), 5 restarts',
    ],
  ])('is that of %s', (_name, found, line) => {
    expect(diagnosisOf(diagnosticsOf(found))).toBe(line);
  });

  test.each([
    ['an empty namespace', {}],
    ['pods that run', { pods: [podOf('a', { containers: [containerOf()] })] }],
    [
      'a pod that has done its work',
      {
        pods: [
          podOf('a', {
            ...notReady,
            phase: 'Succeeded',
            containers: [containerOf({ ...notReady, reason: 'Completed', exitCode: 0 })],
          }),
        ],
      },
    ],
    [
      'a pod that is being deleted, whose containers end with errors',
      {
        pods: [
          podOf('a', {
            ...notReady,
            reason: 'Terminating',
            containers: [containerOf({ ...notReady, reason: 'Error', exitCode: 143 })],
          }),
        ],
      },
    ],
    [
      'a probe that failed while a pod was starting',
      { pods: [podOf('a')], events: [warningOf('Unhealthy', 'Pod/a', 'Readiness probe failed: 503')] },
    ],
    [
      'a workload that had trouble and is well by now',
      { events: [warningOf('FailedCreate', 'ReplicaSet/web-5d8', 'no account yet')] },
    ],
    ['events that are no warnings', { events: [{ ...warningOf('Pulled', 'Pod/a', 'pulled'), type: 'Normal' }] }],
  ])('there is none for %s', (_name, found) => {
    expect(diagnosisOf(diagnosticsOf(found))).toBeUndefined();
  });

  test('is one well-formed line of at most 200 characters, whatever the cluster says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(text, text, text, (name, reason, message) => {
        const line = diagnosisOf(
          diagnosticsOf({
            pods: [podOf(name, { ...notReady, phase: 'Failed', reason, message })],
            events: [warningOf(reason, `Node/${name}`, message)],
          }),
        );
        expect(line?.length).toBeLessThanOrEqual(DIAGNOSIS_LENGTH_MAX);
        expect(line).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
      }),
    );
  });
});

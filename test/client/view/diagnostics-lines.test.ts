import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnosticsLines } from '../../../src/client/view/diagnostics-lines.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { containerOf, diagnosticsOf, podOf, warningOf } from '../../support/diagnostics.ts';

test('each part stands below its heading, and what is missing at the end', () => {
  const crashed = containerOf({ ready: false, reason: 'OOMKilled', exitCode: 137, restartCount: 3 });
  const diagnostics = diagnosticsOf({
    pods: [
      podOf('web-0', { ready: false, node: 'n1', containers: [crashed] }),
      podOf('job-1', { ready: false, phase: 'Succeeded' }),
    ],
    workloads: [
      {
        kind: 'Deployment',
        name: 'web',
        state: '0/1 ready',
        conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' }],
      },
    ],
    events: [warningOf('BackOff', 'Pod/web-0', 'Back-off restarting', 4)],
    logs: [{ pod: 'web-0', container: 'app', previous: true, tail: '\u001b[31mout of\u001b[0m memory\nbye' }],
    omitted: ['Jobs could not be read: no answer.'],
  });
  expect(diagnosticsLines(diagnostics, plain)).toEqual([
    'pods',
    '  ✗ web-0  Running · not ready · on n1',
    '    container app  OOMKilled · exit 137 · 3 restarts · example.com/app',
    '  · job-1  Succeeded',
    'workloads',
    '  ✗ Deployment/web  0/1 ready',
    '    Available=False MinimumReplicasUnavailable',
    'events',
    '  ✗ BackOff  Pod/web-0: Back-off restarting  1m before, 4 times',
    'log of web-0/app, before its last restart',
    '  out of memory',
    '  bye',
    '! Jobs could not be read: no answer.',
  ]);
});

test('of an empty namespace there is nothing to say', () => {
  expect(diagnosticsLines(diagnosticsOf(), plain)).toEqual([]);
});

test('whatever a cluster says, no line moves the cursor or breaks', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const lines = diagnosticsLines(
        diagnosticsOf({
          pods: [podOf(a, { ready: false, reason: b, message: a, containers: [containerOf({ name: a, message: b })] })],
          workloads: [{ kind: a, name: b, state: a, conditions: [{ type: a, status: b, message: a }] }],
          events: [warningOf(a, b, a)],
          logs: [{ pod: a, container: b, previous: false, tail: a }],
          omitted: [b],
        }),
        plain,
      );
      for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});

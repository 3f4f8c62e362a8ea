import type { Diagnostics } from '../../src/shared/diagnostics.ts';
import type { HistoryEntry } from '../../src/shared/history.ts';
import { outcomeOf, outcomeWithoutAttempt, summarize, type AttemptRecord } from '../../src/shared/outcome.ts';
import type { LimitChange, RunReport, ScenarioReport } from '../../src/shared/run-report.ts';
import { settingsOf } from './reports.ts';

const STARTED_AT_MS = Date.UTC(2026, 4, 4, 9, 30);
const DAY_MS = 86_400_000;
const COMPONENTS = ['ingress', 'storage', 'network-policy', 'autoscaling', 'upgrade', 'backup'];
const WORDS = [
  'restarts',
  'scales',
  'recovers',
  'rejects-bad-input',
  'keeps-data',
  'rolls-back',
  'drains',
  'is-reachable',
];
const HISTORY_COUNT = 20;
const TAIL_LINES = 200;

/** Numbers that look random and are the same every time: 0 up to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A run as it could have been: five in a hundred do not pass, one in fifty is flaky, with logs, diagnostics, history and
 * changes of the limit. The same count gives the same report.
 */
export function syntheticReport(count: number, slots = Math.min(200, Math.max(4, Math.ceil(count / 20)))): RunReport {
  const random = numbers(count);
  const limits = limitsOf(slots);
  const freeAtMs = Array.from({ length: slots }, () => STARTED_AT_MS);
  const scenarios: ScenarioReport[] = [];
  for (let index = 0; index < count; index += 1) {
    const lane = freeAtMs.indexOf(Math.min(...freeAtMs));
    const scenario = scenarioOf(index, freeAtMs[lane]! + 20 + Math.floor(random() * 300), random);
    freeAtMs[lane] = scenario.finishedAtMs;
    scenarios.push(scenario);
  }
  return {
    version: 1,
    runName: 'nightly-0504',
    workflowId: 'muster-nightly-0504',
    runId: 'b7c1',
    startedAtMs: STARTED_AT_MS,
    finishedAtMs: Math.max(STARTED_AT_MS, ...freeAtMs) + 4_000,
    cancelled: false,
    cluster: { uid: 'u', server: 'https://127.0.0.1:6443', context: 'staging-eu' },
    settings: settingsOf({
      scenariosDir: 'e2e/scenarios',
      maxParallel: slots,
      retries: 1,
      webUiUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/muster-nightly-0504',
    }),
    totals: summarize(scenarios.map(({ outcome }) => outcome)),
    stuck: [],
    limits,
    scenarios,
  };
}

function limitsOf(slots: number): readonly LimitChange[] {
  return [
    { atMs: STARTED_AT_MS, limit: slots },
    { atMs: STARTED_AT_MS + 60_000, limit: Math.ceil(slots / 2) },
    { atMs: STARTED_AT_MS + 95_000, limit: slots + 2 },
  ];
}

function scenarioOf(index: number, startedAtMs: number, random: () => number): ScenarioReport {
  const component = COMPONENTS[index % COMPONENTS.length]!;
  const word = WORDS[Math.floor(random() * WORDS.length)]!;
  const resultName = `${component}-${String(index).padStart(5, '0')}-${word}`;
  const dice = random();
  const about = {
    path: `${component}/${resultName}.sh`,
    resultName,
    name: `${component}: ${word.replaceAll('-', ' ')}`,
    tags: [random() < 0.3 ? 'slow' : 'fast', index % 2 === 0 ? 'smoke' : 'regression'],
    component,
    workflowId: `muster-nightly-0504/${index}`,
    estimatedMs: 20_000,
    history: historyOf(random, dice),
  };
  if (dice > 0.99) {
    const outcome = outcomeWithoutAttempt('skipped', 'depends-on', 'what it depends on did not pass');
    return { ...about, startedAtMs, finishedAtMs: startedAtMs, outcome };
  }
  const verdicts =
    dice < 0.035 ? ['failed', 'failed'] : dice < 0.05 ? ['errored'] : dice < 0.07 ? ['failed', 'passed'] : ['passed'];
  const attempts: AttemptRecord[] = [];
  let atMs = startedAtMs;
  for (const [at, status] of verdicts.entries()) {
    const attempt = attemptAt(at + 1, status as AttemptRecord['status'], index, atMs, random);
    attempts.push(attempt);
    atMs = attempt.finishedAtMs + 40;
  }
  const finishedAtMs = attempts.at(-1)!.finishedAtMs;
  const hasFailed = dice < 0.05;
  return {
    ...about,
    startedAtMs,
    finishedAtMs,
    outcome: outcomeOf(attempts),
    log: {
      tail: logTail(hasFailed ? TAIL_LINES : 12, hasFailed, random),
      omittedLines: hasFailed ? 1_240 : 0,
      bytes: hasFailed ? 182_000 : 900,
    },
    ...(hasFailed ? { diagnostics: [diagnosticsOf(attempts.at(-1)!, finishedAtMs)] } : {}),
  };
}

function attemptAt(
  attempt: number,
  status: AttemptRecord['status'],
  index: number,
  startedAtMs: number,
  random: () => number,
): AttemptRecord {
  const namespaceReadyAtMs = startedAtMs + 400 + Math.floor(random() * 1_800);
  const scriptMs = 2_000 + Math.floor(random() ** 3 * 60_000);
  const scriptEndedAtMs = namespaceReadyAtMs + scriptMs;
  const times = {
    startedAtMs,
    namespaceReadyAtMs,
    scriptMs,
    scriptEndedAtMs,
    finishedAtMs: scriptEndedAtMs + 600 + Math.floor(random() * 2_500),
  };
  const base = { attempt, status, namespace: `muster-${index}-${attempt}-x7k2`, release: `r-${index}`, ...times };
  if (status === 'passed') return { ...base, exitCode: 0 };
  if (status === 'errored') {
    return { ...base, reason: 'Worker.Lost', message: 'the worker that ran the script stopped answering' };
  }
  const isTimeout = random() < 0.2;
  return {
    ...base,
    reason: isTimeout ? 'timeout' : 'exit-code',
    message: isTimeout ? 'still ran after its time limit of 60 s' : 'exited with 1',
    ...(isTimeout ? {} : { exitCode: 1 }),
    diagnosis: isTimeout
      ? 'pod web-0: Unschedulable: 0/3 nodes are available'
      : 'pod web-0: container app OOMKilled (exit 137), 3 restarts',
    tail: 'Error: deployment "web" exceeded its progress deadline\n\u001b[31mnot ok\u001b[0m 7 - web is ready',
  };
}

function logTail(lines: number, hasFailed: boolean, random: () => number): string {
  return Array.from({ length: lines }, (_, line) => {
    if (hasFailed && line === lines - 3)
      return '\u001b[31merror: deployment "web" exceeded its progress deadline\u001b[0m';
    const id = Math.floor(random() * 2 ** 32).toString(16);
    return `\u001b[2m09:3${line % 10}:12\u001b[0m \u001b[32mok\u001b[0m ${line} - waited for pod web-${line % 4} (${id}), attempt ${line % 7}`;
  }).join('\n');
}

function historyOf(random: () => number, dice: number): readonly HistoryEntry[] {
  return Array.from({ length: HISTORY_COUNT }, (_, run) => {
    const isLast = run === HISTORY_COUNT - 1;
    const bad = isLast ? dice < 0.035 : random() < (dice < 0.07 ? 0.25 : 0.01);
    return {
      runName: `nightly-${String(415 + run).padStart(4, '0')}`,
      finishedAtMs: STARTED_AT_MS - (HISTORY_COUNT - 1 - run) * DAY_MS,
      status: bad ? 'failed' : 'passed',
      flaky: !bad && isLast && dice >= 0.05 && dice < 0.07,
      durationMs: 4_000 + Math.floor(random() * 9_000),
    };
  });
}

function diagnosticsOf({ attempt, namespace }: AttemptRecord, collectedAtMs: number): Diagnostics {
  return {
    attempt,
    namespace,
    collectedAtMs,
    pods: [
      {
        name: 'web-0',
        phase: 'Running',
        ready: false,
        node: 'node-2',
        containers: [
          {
            name: 'app',
            init: false,
            image: 'registry.example/app:1.4',
            ready: false,
            restartCount: 3,
            reason: 'OOMKilled',
            exitCode: 137,
          },
        ],
      },
      {
        name: 'db-0',
        phase: 'Running',
        ready: true,
        containers: [{ name: 'db', init: false, image: 'postgres:17', ready: true, restartCount: 0 }],
      },
    ],
    events: [
      {
        type: 'Warning',
        reason: 'BackOff',
        object: 'Pod/web-0',
        message: 'Back-off restarting failed container app',
        count: 7,
        lastSeenAtMs: collectedAtMs - 2_000,
      },
      {
        type: 'Normal',
        reason: 'Pulled',
        object: 'Pod/web-0',
        message: 'Container image is present on the machine',
        count: 4,
        lastSeenAtMs: collectedAtMs - 9_000,
      },
    ],
    workloads: [
      {
        kind: 'Deployment',
        name: 'web',
        state: '0/1 ready',
        conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' }],
      },
    ],
    logs: [{ pod: 'web-0', container: 'app', previous: true, tail: 'allocating 512 MiB\nKilled' }],
    omitted: ['The logs of db-0/db could not be read (403).'],
  };
}

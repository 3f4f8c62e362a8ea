import { diceOf } from './seeded-dice.ts';

/** What a scenario's outcome must be, whatever happens around it. */
export interface Truth {
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly reason?: 'exit-code' | 'timeout';
  readonly exitCode?: number;
}

export interface KnownScenario {
  /** Relative to the scenarios directory. */
  readonly path: string;
  readonly text: string;
  readonly truth: Truth;
}

interface Sort {
  readonly name: string;
  readonly count: number;
  readonly truth: Truth;
  readonly timeoutS: number;
  /** Bash; `seconds` is a random number of them. */
  readonly body: (seconds: number, exitCode: number) => string;
}

const passed: Truth = { status: 'passed', exitCode: 0 };
const timedOut: Truth = { status: 'failed', reason: 'timeout' };
const skipped: Truth = { status: 'skipped', reason: 'exit-code', exitCode: 77 };
const failed: Truth = { status: 'failed', reason: 'exit-code' };
/** Enough for an API server that is restarted several times meanwhile. */
const PATIENT_S = 240;

const sorts: readonly Sort[] = [
  { name: 'quick', count: 3, truth: passed, timeoutS: PATIENT_S, body: () => 'true' },
  { name: 'sleeps', count: 7, truth: passed, timeoutS: PATIENT_S, body: (seconds) => `sleep ${seconds}` },
  // Its limit passes while its worker is stopped, itself ended long before: that is no time-out.
  { name: 'tight', count: 3, truth: passed, timeoutS: 11, body: () => 'sleep 3' },
  { name: 'fails', count: 4, truth: failed, timeoutS: PATIENT_S, body: (s, code) => `sleep ${s}; exit ${code}` },
  {
    // Outlives a worker that is stopped for long, and is slow to end when it is told to.
    name: 'long',
    count: 2,
    truth: passed,
    timeoutS: PATIENT_S,
    body: () => `trap 'sleep 5; exit 9' TERM
sleep 30 &
wait $!`,
  },
  { name: 'skips', count: 2, truth: skipped, timeoutS: PATIENT_S, body: () => 'sleep 1; exit 77' },
  { name: 'late', count: 2, truth: timedOut, timeoutS: 4, body: () => 'sleep 600' },
  {
    name: 'spawns',
    count: 4,
    truth: passed,
    timeoutS: PATIENT_S,
    body: (seconds) => `sleep 600 &
nohup sleep 600 >/dev/null 2>&1 &
setsid sleep 600 >/dev/null 2>&1 &
(setsid bash -c 'sleep 600 & sleep 600' >/dev/null 2>&1 &)
sleep ${seconds}`,
  },
  {
    name: 'objects',
    count: 3,
    truth: passed,
    timeoutS: PATIENT_S,
    body: (seconds) => `made configmap one --from-literal=a=b
made serviceaccount two
sleep ${seconds}`,
  },
  {
    name: 'pods',
    count: 2,
    truth: passed,
    timeoutS: PATIENT_S,
    body: (seconds) => `made deployment web --image=example.invalid/web --replicas=2
sleep ${seconds}`,
  },
];

/**
 * Some thirty scripts of known truth, in names that sort at random. Each writes its starts and ends to `DIR/stamps`, and
 * holds a lock for as long as it or any descendant lives: whoever finds it taken overlaps with an attempt before.
 */
export function knownScenarios(seed: number, stampDir: string): readonly KnownScenario[] {
  const dice = diceOf(seed);
  const all = sorts.flatMap((sort) => Array.from({ length: sort.count }, () => sort));
  return dice.shuffle(all).map(({ name, truth, timeoutS, body }, index) => {
    const exitCode = dice.between(3, 60);
    const path = `${String(index).padStart(2, '0')}-${name}.sh`;
    const text = `${preamble(stampDir, timeoutS)}${body(dice.between(2, 11), exitCode)}\n`;
    return { path, text, truth: truth === failed ? { ...failed, exitCode } : truth };
  });
}

function preamble(stampDir: string, timeoutS: number): string {
  return `#!/usr/bin/env bash
# @meta
# timeout: ${timeoutS}s
# @endmeta
stamp() { echo "$1 $SCENARIO $ATTEMPT $$ $(date +%s%3N) \${2:-}" >>'${stampDir}/stamps'; }
exec 9>>'${stampDir}'/"$SCENARIO.lock"
flock -n 9 || stamp overlap
stamp start
trap 'stamp end $?' EXIT
# The API server may be away, and an answer may be lost: there when it is there.
made() {
  until kubectl get "$1" "$2" --request-timeout=5s || kubectl create "$@" --request-timeout=5s; do sleep 1; done
}
`;
}

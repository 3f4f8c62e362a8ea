import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { Activities, EndedScenario, RunScenarioInput, ScriptResult } from '../../src/activities/index.ts';
import type { NamespaceOwner, NamespaceRef } from '../../src/shared/namespace.ts';
import type { PlannedScenario } from '../../src/shared/plan.ts';
import type { RunInput } from '../../src/shared/run-input.ts';
import { completeRunInput } from '../../src/shared/run-input.ts';
import type { RunReport, ScenarioReport } from '../../src/shared/run-report.ts';
import type { FakeShard } from './fake-shards.ts';

export const passed: ScriptResult = { status: 'passed', exitCode: 0, scriptMs: 1, tail: '' };
export const failed: ScriptResult = {
  status: 'failed',
  reason: 'exit-code',
  message: 'exit code 3',
  exitCode: 3,
  scriptMs: 1,
  tail: 'boom',
};

export function planned(path: string, more: Partial<PlannedScenario> = {}): PlannedScenario {
  return { path, resultName: path.replace(/\.sh$/, '').replaceAll('/', '__'), digest: 'd'.repeat(64), ...more };
}

export interface FakeNamespace {
  readonly uid: string;
  readonly owner: NamespaceOwner;
  deleting: boolean;
  keptUntilMs?: number;
}

/**
 * The world around one run, without a cluster: namespaces are entries of a map, scripts are functions. A test
 * overrides a single activity through `override`. Runs find their world by their name.
 */
export class FakeWorld {
  readonly log: string[] = [];
  readonly namespaces = new Map<string, FakeNamespace>();
  readonly written: ScenarioReport[] = [];
  readonly finished: Omit<RunReport, 'scenarios' | 'settings'>[] = [];
  /** A run with shards has these; its plan has no scenarios then. */
  shards: readonly FakeShard[] | undefined;
  /** What became of the scenarios of each shard, by index. */
  readonly sealed = new Map<number, readonly EndedScenario[]>();
  script: (input: RunScenarioInput) => Promise<ScriptResult> = async () => await Promise.resolve(passed);
  override: Partial<Activities> = {};
  /** Deleted namespaces vanish at once unless this says otherwise. */
  mayVanish: (name: string) => boolean = () => true;
  runningNow = 0;
  runningMax = 0;
  readonly runName: string;
  readonly scenarios: readonly PlannedScenario[];

  constructor(runName: string, scenarios: readonly PlannedScenario[]) {
    this.runName = runName;
    this.scenarios = scenarios;
  }

  plan(input: RunInput): Awaited<ReturnType<Activities['planRun']>> {
    const complete = completeRunInput(input);
    if ('problems' in complete) throw ApplicationFailure.nonRetryable(complete.problems.join(), 'Run.InvalidInput');
    const {
      selection: _,
      order: ____,
      preflight: ___,
      workingDir,
      drainingMax,
      environmentFile: __,
      ...settings
    } = complete.input;
    return {
      settings: {
        ...settings,
        workingDir: workingDir ?? '/',
        ...(drainingMax === undefined ? {} : { drainingMax }),
      },
      cluster: { uid: this.runName, server: 'https://fake', context: 'fake' },
      temporalNamespaceId: 'fake-temporal-namespace',
      searchAttributes: [],
      ...this.sliced(),
    };
  }

  private sliced() {
    const { shards } = this;
    if (shards === undefined) return { scenarios: this.scenarios };
    return { scenarios: [], shards: shards.map(({ plan }) => plan), planDigest: this.runName };
  }

  async run(input: RunScenarioInput): Promise<ScriptResult> {
    this.log.push(`script ${input.scenario.path} ${input.attempt}`);
    this.runningNow += 1;
    this.runningMax = Math.max(this.runningMax, this.runningNow);
    try {
      return await this.script(input);
    } finally {
      this.runningNow -= 1;
      this.log.push(`script ended ${input.scenario.path} ${input.attempt}`);
    }
  }

  create(name: string, owner: NamespaceOwner): Required<NamespaceRef> {
    const uid = `uid-${name}`;
    this.namespaces.set(name, { uid, owner, deleting: false });
    this.log.push(`created ${owner.scenario} ${owner.attempt}`);
    return { name, uid };
  }

  diagnose(path: string, attempt: number): { diagnosis: string } {
    this.log.push(`diagnosed ${path} ${attempt}`);
    return { diagnosis: 'pod web-0: OOMKilled' };
  }

  delete(name: string, owner: NamespaceOwner): { uid?: string; podsGone: boolean } {
    this.log.push(`deleted ${owner.scenario} ${owner.attempt}`);
    const namespace = this.namespaces.get(name);
    if (namespace === undefined) return { podsGone: true };
    namespace.deleting = true;
    return { uid: namespace.uid, podsGone: true };
  }

  keep(name: string, untilMs: number): boolean {
    const namespace = this.namespaces.get(name);
    if (namespace === undefined) return false;
    this.log.push(`kept ${namespace.owner.scenario} ${namespace.owner.attempt}`);
    namespace.keptUntilMs = untilMs;
    return true;
  }

  /** Removes what is being deleted and may vanish; tells which of the names are not there any more. */
  vanish(names: readonly string[]): string[] {
    for (const [name, namespace] of this.namespaces) {
      if (namespace.deleting && this.mayVanish(name)) this.namespaces.delete(name);
    }
    return names.filter((name) => !this.namespaces.has(name));
  }
}

/** Waits for `work` or for this activity's cancellation, heartbeating meanwhile, as the real ones do. */
export async function orCancelled<T>(work: Promise<T>): Promise<T> {
  const { cancelled } = Context.current();
  const beat = setInterval(() => Context.current().heartbeat(), 200);
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    clearInterval(beat);
  }
}

/** For a fake script that never ends by itself. */
export async function untilCancelled(): Promise<never> {
  await orCancelled(new Promise<never>(() => undefined));
  throw new CancelledFailure('unreachable');
}

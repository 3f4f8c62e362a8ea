import { ExitCode } from '../exit-codes.ts';
import type { CatalogueEntry } from './entry.ts';

/** Of scenarios, the workers that run their scripts, and their namespaces. */
export const scenarioCodes = {
  'Scenario.Failed': {
    means: 'The script said no: another exit code than 0 or a skip, a signal, or its time limit.',
    because: 'That is a result, not an error of muster. Its workflow closes as Failed so that it is red in lists.',
    fix: ['read its log: muster logs RUN SCENARIO', 'keep its namespace for a look: --keep on-failure'],
    exitCode: ExitCode.Failed,
    ofScenario: true,
  },
  'Scenario.Errored': {
    means: 'It cannot be told whether the script would pass.',
    because: 'Cluster, worker or disk spoiled every attempt, those that do not count as `retries` included.',
    fix: ['see why: muster describe RUN/SCENARIO', 'then run it again: muster rerun RUN --failed'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Scenario.Changed': {
    means: "The script's file is not the one that was planned.",
    because: 'It was edited or removed while the run was open; a run starts only what its plan names.',
    fix: ['run it again, as it is now'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Shard.Lost': {
    means:
      'The workflow of its slice of the run closed abnormally, so the scenario never started or its end is unknown.',
    because: 'A shard was terminated by hand, or Temporal gave it up. The run finished it and deleted its namespaces.',
    fix: ['run what was lost again: muster rerun RUN --failed', 'stop a run with: muster cancel RUN'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Scenario.DependencyNotPassed': {
    means: 'The scenario was skipped, because one on which it depends did not pass.',
    because: 'What its `depends_on` names failed, errored, was skipped or cancelled; the message says which and how.',
    fix: ['mend that one; then run what is left: muster rerun RUN'],
    exitCode: ExitCode.Passed,
    ofScenario: true,
  },
  'Scenario.CannotStart': {
    means: 'The script could not be started.',
    because: "Its shebang's interpreter, its working directory or its environment is missing on the worker's machine.",
    fix: ['start it by hand on that machine: the message names what is missing'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Scenario.Ended': {
    means: 'The scenario has its outcome: what was asked of it comes too late.',
    because: 'Only one that waits or runs can be asked that.',
    fix: ['see what became of it: muster status RUN'],
    exitCode: ExitCode.Usage,
  },
  'Scenario.Lost': {
    means: "The scenario's workflow closed without an outcome.",
    because: 'Somebody terminated it in Temporal. Its namespaces were reclaimed by the run.',
    fix: ['run it again; to stop one, use muster cancel instead of Terminate'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Worker.Lost': {
    means: 'The worker that ran the script stopped answering.',
    because: 'It was killed, its machine is gone, or Temporal was away for more than 20 s while the script ran.',
    fix: ["look at its machine's memory and at the worker's log", 'then run it again: muster rerun RUN --failed'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Worker.Shutdown': {
    means: 'The worker was asked to stop while the script ran.',
    because: '`muster down`, a rollout of workers, or a machine that shuts down.',
    fix: ['run it again once a worker is there: muster rerun RUN --failed'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Worker.None': {
    means: 'Nobody polls the task queue, so the run would wait for ever.',
    because: 'The name given with `--task-queue` is mistyped, or its worker is not running.',
    fix: ['start one: muster worker --task-queue NAME', 'or leave --task-queue out to run on this machine'],
    exitCode: ExitCode.Environment,
  },
  'Namespace.NameTaken': {
    means: 'Another owner has a namespace of the name that was drawn.',
    because: 'Names hold 64 random bits; more likely a proxy or a webhook answers for namespaces that are not there.',
    fix: ['look at it: kubectl get namespace NAME -o yaml'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Namespace.NotReady': {
    means: 'The namespace was created but could not be used in time.',
    because: 'The controller manager has not made its ServiceAccount, root CA or quota: it is down or far behind.',
    fix: ['check it: kubectl get serviceaccount default -n NAMESPACE', 'look at the controller manager of the cluster'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Namespace.InvalidManifest': {
    means: 'A file of `--apply` cannot be applied to every namespace.',
    because: 'It is missing, no manifest, of a kind that the cluster does not know, or reaches outside the namespace.',
    fix: ['check it: kubectl apply --dry-run=server -n NAMESPACE -f FILE'],
    exitCode: ExitCode.Usage,
  },
  'Namespace.NotOurs': {
    means: 'A namespace of that name is there, but is not ours to delete.',
    because: 'Its labels or annotations name another owner, or none: somebody made it anew, or changed them.',
    fix: ['delete it by hand if it is yours: kubectl delete namespace NAME'],
    exitCode: ExitCode.Environment,
    ofScenario: true,
  },
  'Namespace.Stuck': {
    means: 'The deletion of a namespace was asked for and does not end.',
    because: 'An object with a finalizer, an API service that is away, or an admission webhook holds it.',
    fix: ['see what holds it: muster status RUN', 'then remove the cause; finalizers are never removed by force'],
    exitCode: ExitCode.Environment,
  },
  'Namespace.Gone': {
    means: 'The namespace is gone, or about to be.',
    because: 'The scenario has ended and its namespace was not kept, or its time is over.',
    fix: ['keep it next time: --keep on-failure, or muster keep RUN SCENARIO while it runs'],
    exitCode: ExitCode.Usage,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

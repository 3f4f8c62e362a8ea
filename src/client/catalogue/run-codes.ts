import { ExitCode } from '../exit-codes.ts';
import type { CatalogueEntry } from './entry.ts';

/** Of runs, their plans, their results and Temporal schedules. */
export const runCodes = {
  'Run.Unknown': {
    means: 'There is no run of that name.',
    because: 'The name is mistyped, the run is on another Temporal, or Temporal has forgotten it after its retention.',
    fix: ['see what there is: muster list', 'a run on another server: --temporal-address, --temporal-namespace'],
    exitCode: ExitCode.Usage,
  },
  'Run.Ambiguous': {
    means: 'No run was named, and several are open.',
    because: 'A name may be left out only while one run is open.',
    fix: ['name one of them: muster list --open'],
    exitCode: ExitCode.Usage,
  },
  'Run.NameTaken': {
    means: 'A run of that name is still open.',
    because: '`--name` was given twice, or the run before has not ended; names are unique among open runs.',
    fix: ['follow the open one: muster watch RUN', 'or give this one another name: --name NAME'],
    exitCode: ExitCode.Usage,
  },
  'Run.Deleted': {
    means: 'The run was deleted from Temporal while it was followed.',
    because: 'Somebody deleted the workflow execution; what became of it can no longer be told.',
    fix: ['the janitor removes its namespaces within minutes; at once: muster cleanup --run RUN'],
    exitCode: ExitCode.Environment,
  },
  'Run.NoAnswer': {
    means: 'The run was asked for something and has not answered in time.',
    because: 'It is still planning, or its worker is gone or busy. It may still do what it was asked for.',
    fix: ['see where it stands: muster status RUN', 'see whether a worker polls its queue: muster doctor'],
    exitCode: ExitCode.Environment,
  },
  'Run.InvalidInput': {
    means: 'The input of a run, or what an open run was asked for, cannot be used.',
    because: 'A field has a wrong type or is out of range, or a scenario is named that the run does not have.',
    fix: ['the message names the field and what was expected', 'see the scenarios of a run: muster status RUN'],
    exitCode: ExitCode.Usage,
  },
  'Run.ResetUnsupported': {
    means: "The run's workflow was reset in Temporal.",
    because: 'A reset would forget namespaces that were created since, so it is refused.',
    fix: ['start a new run'],
    exitCode: ExitCode.Environment,
  },
  'Run.TooManyScenarios': {
    means: 'The selection holds more scenarios than one run starts.',
    because: 'One run takes up to 10,000 scenarios.',
    fix: ['choose fewer: patterns, --tag, -g, or --shard I/N for a part each'],
    exitCode: ExitCode.Usage,
  },
  'Run.NothingMatched': {
    means: 'No scenario was selected.',
    because: 'Patterns and filters leave none over, or the directory holds no `*.sh`.',
    fix: ['see what there is: muster run DIR --list, without patterns and filters'],
    exitCode: ExitCode.NothingMatched,
  },
  'Run.ScenariosFailed': {
    means: 'At least one scenario failed or errored. A run in which something failed closes so.',
    because: 'Scripts said no (exit code 1 of muster), or nobody could tell (exit code 3 when nothing failed).',
    fix: ['see which and why: muster results RUN', 'read a log: muster logs RUN SCENARIO'],
    exitCode: ExitCode.Failed,
  },
  'Run.Incomplete': {
    means: 'No scenario failed, but namespaces are stuck or results could not be written.',
    because: 'A finalizer holds a namespace, or the disk below the results directory is full or gone.',
    fix: ['see what is stuck, and by what: muster status RUN', 'make room on the disk of the results directory'],
    exitCode: ExitCode.Environment,
  },
  'Run.OutcomesDoNotAddUp': {
    means: 'Scenarios and outcomes do not match one to one.',
    because: 'This is a defect of muster; the run says so instead of reporting a wrong total.',
    fix: ["report it, with the run's .muster/run.json"],
    exitCode: ExitCode.Environment,
  },
  'Run.MaxFailures': {
    means: 'The scenario was not started, because as many had failed as were allowed.',
    because: '`--max-failures` (or `-x`) was given and reached.',
    fix: ['mend what failed, then run what is left: muster rerun RUN'],
    exitCode: ExitCode.Failed,
    ofScenario: true,
  },
  'Run.LeaseLapsed': {
    means: 'The run cancelled itself, because whoever started it was not heard of for the length of its lease.',
    because: 'The CI job or shell that started it is gone without having been able to say so.',
    fix: ['start it again', 'a run that is to outlive its starter: --detach, or a longer or no lease'],
    exitCode: ExitCode.Cancelled,
  },
  'Plan.NoDirectory': {
    means: 'The scenarios directory is missing or cannot be read.',
    because: 'The path is mistyped, or relative to another directory than the one muster was typed in.',
    fix: ['name the directory: muster run DIR, --scenarios-dir DIR, or SCENARIOS_DIR'],
    exitCode: ExitCode.Usage,
  },
  'Plan.InvalidMetadata': {
    means: 'The metadata of a script cannot be used.',
    because: 'Between `# @meta` and `# @endmeta` is no YAML, or a key has a value that it cannot have.',
    fix: ['see every problem at once: muster validate'],
    exitCode: ExitCode.Usage,
  },
  'Plan.UnknownDependency': {
    means: 'A script depends on something that is no script of the directory, or on one of several of that name.',
    because: '`depends_on` is mistyped, the script was renamed or moved, or its file name is there more than once.',
    fix: [
      'name it by its path below the scenarios directory, its file name, or the `name` of its metadata',
      'see every problem at once: muster validate',
    ],
    exitCode: ExitCode.Usage,
  },
  'Plan.DependencyCycle': {
    means: 'Scripts depend on one another in a circle, so that none of them could ever start.',
    because:
      'Each name in `depends_on` is waited for, also through others; a script that names itself is a circle too.',
    fix: ['take one `depends_on` out of the circle that the message shows', 'check it: muster validate'],
    exitCode: ExitCode.Usage,
  },
  'Results.InUse': {
    means: 'The results directory belongs to another open run.',
    because: 'Two runs in one directory would take each other for their own; one at a time has it.',
    fix: ['give another directory: -r DIR, or RESULTS_DIR', 'or wait for the other run: muster wait RUN'],
    exitCode: ExitCode.Usage,
  },
  'Results.Unwritable': {
    means: 'The results directory cannot be written.',
    because: 'Rights, a read-only file system, a full disk, or something else of that name; the message says which.',
    fix: ['give another directory: -r DIR, or RESULTS_DIR'],
    exitCode: ExitCode.Usage,
  },
  'Schedule.NameTaken': {
    means: 'There is a schedule of that name already.',
    because: 'Names of schedules are unique in a Temporal namespace.',
    fix: ['see it: muster schedule describe NAME', 'or remove it: muster schedule delete NAME'],
    exitCode: ExitCode.Usage,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

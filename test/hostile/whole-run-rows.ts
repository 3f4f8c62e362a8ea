import type { WholeRunCase } from './hostile-case.ts';

/** Scripts are started by the launcher, and that by the worker. */
const worker = `$(awk '{ print $4 }' /proc/$PPID/stat)`;
const supervisor = `pgrep -P ${worker} -f supervisor/main.js`;
/** The results directory stands in the environment of the run. */
const results = '"$HOSTILE_RESULTS"';
const annotate = 'kubectl annotate --overwrite namespace "$1"';
const marks = 'run-name temporal-namespace-id workflow-id first-run-id attempt expires-at';
const resident = `awk '/VmRSS/ { print $2 }' /proc/${worker}/status`;

const passed = { status: 'passed', exitCode: 0 } as const;
const failed = { status: 'failed', exitCode: 3 } as const;

const rows: readonly Omit<WholeRunCase, 'layer'>[] = [
  { name: 'deletes its own namespace', planted: 'kubectl delete namespace "$1" --wait=false; exit 3', holds: failed },
  {
    name: 'takes our labels off its namespace',
    planted: 'kubectl label namespace "$1" app.kubernetes.io/managed-by- muster/run- muster/scenario-',
    holds: passed,
  },
  {
    name: 'takes our annotations off its namespace',
    planted: `${annotate} ${marks
      .split(' ')
      .map((mark) => `muster/${mark}-`)
      .join(' ')}`,
    holds: passed,
  },
  {
    name: 'gives its namespace to another owner',
    planted: `${annotate} muster/temporal-namespace-id=0 muster/workflow-id=other`,
    holds: passed,
  },
  {
    name: 'makes its namespace expire in the past',
    planted: `${annotate} muster/expires-at=1970-01-01T00:00:00Z`,
    holds: passed,
  },
  {
    name: 'makes its namespace stay until the end of time',
    planted: `${annotate} muster/expires-at=9999-12-31T00:00:00Z muster/keep-until=9999-12-31T00:00:00Z`,
    holds: passed,
  },
  {
    name: 'puts a finalizer on its namespace',
    planted: `kubectl patch namespace "$1" --type merge -p '{"metadata":{"finalizers":["hostile.example/stay"]}}'`,
    holds: passed,
    estimated: '40m',
  },
  {
    name: 'kills the supervisor of its worker',
    planted: `old=$(${supervisor}); kill -9 $old; until new=$(${supervisor}) && test "$new" != "$old"; do sleep 0.1; done`,
    holds: passed,
  },
  {
    name: 'says that others have passed',
    planted: String.raw`printf '\033[2J\033]0;owned\007\n✓ forged.sh  1s\n::error::forged\n9 scenarios: 9 passed\nnamespaces left: 7\n'; exit 3`,
    holds: failed,
  },
  { name: 'ends with a command of GitHub', planted: 'echo "::error::forged ##[group]forged"; exit 3', holds: failed },
  {
    name: 'skips with a sentence that clears the screen',
    planted: String.raw`printf '\033[2Jno\u202edessap\n'; exit 77`,
    holds: { status: 'skipped', exitCode: 77 },
  },
  {
    name: 'forges the results of another one',
    planted: `until test -s ${results}/innocent-first.json; do sleep 0.1; done
sleep 0.5
sed -i 's/"passed"/"failed"/g' ${results}/innocent-first.json ${results}/.muster/scenarios/innocent-first.json`,
    holds: passed,
    estimated: '50m',
  },
  {
    name: 'links the results of one that has not begun to a file outside',
    planted: `for end in json log; do ln -s "$PWD/precious" ${results}/zz-innocent-last.$end || exit 5; done`,
    holds: passed,
    estimated: '50m',
  },
  {
    name: 'removes the lock and the manifest of the results',
    planted: `rm -f ${results}/.muster/lock.json ${results}/.muster/manifest.json`,
    holds: passed,
  },
  {
    name: 'removes its own file and its log',
    planted: `rm -f "$0" ${results}/removes-its-own-*.log; exit 3`,
    holds: failed,
  },
  { name: 'names an interpreter that is not there', planted: '#!/no/such/interpreter', holds: { status: 'error' } },
  {
    name: 'prints ninety megabytes, and looks at its worker’s memory',
    planted: `before=$(${resident}); head -c 94371840 /dev/zero; after=$(${resident}); test $((after - before)) -lt 300000 && exit 3`,
    holds: failed,
  },
  {
    name: 'leaves a process in a session of its own',
    planted:
      'setsid sh -c "echo \\$\\$ > left-behind; exec sleep 600" & until test -s left-behind; do sleep 0.05; done',
    holds: passed,
  },
];

/** A script each, in one run with all file names; `innocent` ones stand among them and must not suffer. */
export const wholeRunRows: readonly WholeRunCase[] = rows.map((row) => ({ layer: 'whole run', ...row }));

export const innocentScripts: Readonly<Record<string, string>> = {
  'innocent-first.sh': '# @meta\n# estimated_time: 1h\n# @endmeta\necho innocent',
  'zz-innocent-last.sh': 'echo innocent',
};

/** `hostile/takes-our-labels-off-its-namespace.sh`. */
export function wholeRunPathOf({ name }: WholeRunCase): string {
  return `hostile/${name.replaceAll(/[^a-z]+/gi, '-')}.sh`;
}

export function wholeRunSourceOf({ planted, estimated }: WholeRunCase): string {
  if (planted.startsWith('#!')) return planted;
  return `${estimated === undefined ? '' : `# @meta\n# estimated_time: ${estimated}\n# @endmeta\n`}${planted}\n`;
}

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { resultsLayout } from '../../src/results/index.ts';
import { until } from '../support/gate.ts';
import { isAlive, pidIn } from '../support/processes.ts';
import type { ScriptRig } from '../support/run-script.ts';
import type { ScriptCase } from './hostile-case.ts';

const passed = { status: 'passed', exitCode: 0 } as const;
const cannotStart = { type: 'Scenario.CannotStart' } as const;
const unwritable = { type: 'Results.Unwritable' } as const;

const logPath = (rig: ScriptRig) => resultsLayout(rig.input.settings.resultsDir).log('a');
const logOf = (rig: ScriptRig) => readFileSync(logPath(rig));
const work = (rig: ScriptRig, name: string) => join(rig.dir, 'work', name);
const processGone = (name: string) => async (rig: ScriptRig) => {
  const pid = await pidIn(work(rig, name));
  await until(`the end of ${name}`, () => !isAlive(pid));
};

/** What a script prints. */
export const outputRows: readonly ScriptCase[] = [
  {
    layer: 'script',
    name: 'a hundred megabytes of output',
    planted: 'head -c 104857600 /dev/zero | tr "\\0" "x"; exit 4',
    holds: { status: 'failed', exitCode: 4, tail: 'x'.repeat(2_048) },
    after: (rig) => expect(statSync(logPath(rig)).size).toBe(100 * 1024 * 1024),
  },
  {
    layer: 'script',
    name: 'a line of ten megabytes, then the reason to skip',
    planted: 'head -c 10485760 /dev/zero | tr "\\0" "x"; echo; echo no GPU; exit 77',
    holds: { status: 'skipped', message: 'skipped: no GPU' },
  },
  {
    layer: 'script',
    name: 'bytes that are no text',
    planted: String.raw`printf 'a\000b\377\376\355\240\200\n'; exit 1`,
    holds: { status: 'failed', tail: 'ab\ufffd\ufffd\ufffd\ufffd\ufffd' },
    after: (rig) => expect([...logOf(rig)]).toEqual([97, 0, 98, 255, 254, 237, 160, 128, 10]),
  },
  {
    layer: 'script',
    name: 'escape sequences',
    planted: String.raw`printf '\033[2J\033]0;title\007\033[31mred\033[0m\rover\n'; exit 1`,
    holds: { status: 'failed', tail: 'red\nover' },
    after: (rig) => expect(logOf(rig).includes('\u001b]0;title\u0007')).toBe(true),
  },
  {
    layer: 'script',
    name: 'both outputs closed, and something done afterwards',
    planted: 'exec 1>&- 2>&-; echo lost; echo done > went-on; exit 6',
    holds: { status: 'failed', exitCode: 6, tail: '' },
    after: (rig) => expect(existsSync(work(rig, 'went-on'))).toBe(true),
  },
  {
    layer: 'script',
    name: 'output held open by a descendant in a session of its own',
    planted: 'setsid sh -c "echo \\$\\$ > child; exec sleep 300" & until test -s child; do sleep 0.02; done; exit 0',
    holds: passed,
    after: processGone('child'),
  },
];

/** What a script's file says of how it is run. */
export const shebangRows: readonly ScriptCase[] = [
  ['an interpreter that is not there', '#!/no/such/interpreter\n'],
  ['an interpreter with a name of ten kilobytes', `#!/${'x'.repeat(10_000)}\n`],
  ['an interpreter with a NUL in its name', '#!/bin/b\0ash\n'],
  ['an interpreter with an escape sequence in its name', '#!/bin/\u001b[2Jsh\n'],
  ['a directory for an interpreter', '#!/tmp\n'],
].map(([name, planted]) => ({ layer: 'script', name: name!, planted: planted!, holds: cannotStart }));

/** How a script ends. */
export const endRows: readonly ScriptCase[] = [
  ['exit code 255', 'exit 255', { status: 'failed', exitCode: 255 }],
  ['exit code 126', 'exit 126', { status: 'failed', exitCode: 126 }],
  ['exit code 127', 'no-such-program-anywhere', { status: 'failed', exitCode: 127 }],
  ['an end by its own KILL', 'kill -KILL $$', { status: 'failed', reason: 'signal', exitCode: 137 }],
  ['an end with its whole group', 'kill -KILL 0', { status: 'failed', reason: 'signal', exitCode: 137 }],
  ['another program in its place', 'exec sh -c "exit 9"', { status: 'failed', exitCode: 9 }],
].map(([name, planted, holds]) => ({ layer: 'script', name, planted, holds }) as ScriptCase);

/** Processes that want to stay. */
export const processRows: readonly ScriptCase[] = [
  {
    layer: 'script',
    name: 'TERM ignored by everybody, past the time limit',
    planted:
      'trap "" TERM; (trap "" TERM; echo $BASHPID > child; while :; do sleep 0.05; done) & while :; do sleep 0.05; done',
    holds: { status: 'failed', reason: 'timeout' },
    given: { timeoutMs: 1_000 },
    after: processGone('child'),
  },
  {
    layer: 'script',
    name: 'two hundred processes, each in a session of its own',
    planted:
      'for i in $(seq 200); do setsid sh -c "echo \\$\\$ >> children; exec sleep 300" & done; until test "$(wc -l < children)" = 200; do sleep 0.05; done',
    holds: passed,
    after: async (rig) => {
      const pids = readFileSync(work(rig, 'children'), 'utf8').trim().split('\n').map(Number);
      await until('the end of all', () => !pids.some(isAlive));
    },
  },
  {
    layer: 'script',
    name: 'a process that forks itself anew all the time, in new sessions',
    planted:
      'cat > spawn <<"X"\necho $$ > last; test "$1" = 0 || { sleep 0.01; setsid sh ./spawn $(($1 - 1)) & }\nX\nsetsid sh ./spawn 2000 & sleep 0.5',
    holds: passed,
    after: processGone('last'),
  },
];

/** What a script does to files of ours. */
export const fileRows: readonly ScriptCase[] = [
  {
    layer: 'script',
    name: 'its own file is removed and is a pipe afterwards, for the next attempt',
    planted: 'rm "$0"; mkfifo "$0"; exit 1',
    holds: { status: 'failed', exitCode: 1 },
    after: (rig) => expect(rig.run({ attempt: 2 })).rejects.toMatchObject({ type: 'Scenario.Changed' }),
  },
  {
    layer: 'script',
    name: 'its kubeconfig and its private directory are removed',
    planted: 'rm -rf "$(dirname "$KUBECONFIG")"',
    holds: passed,
  },
  {
    layer: 'script',
    name: 'its private directory is a link to a directory with something in it',
    planted: 'mkdir kept; touch kept/file; d=$(dirname "$KUBECONFIG"); rm -rf "$d"; ln -s "$PWD/kept" "$d"',
    holds: passed,
    after: (rig) => expect(readdirSync(work(rig, 'kept'))).toEqual(['file']),
  },
  {
    layer: 'script',
    name: 'its private directory holds a path that is too long to be removed at once',
    planted:
      'cd "$(dirname "$KUBECONFIG")"; pwd > "$OLDPWD/private"; for i in $(seq 60); do d=$(printf "%0200d" 0); mkdir $d; cd -P $d || exit 5; done',
    holds: passed,
    after: (rig) => expect(existsSync(readFileSync(work(rig, 'private'), 'utf8').trim())).toBe(false),
  },
  {
    layer: 'script',
    name: 'the results directory is removed while it runs',
    planted: 'rm -rf ../results; echo still here; exit 3',
    holds: { status: 'failed', exitCode: 3, tail: 'still here' },
  },
  {
    layer: 'script',
    name: 'a file lies where the results directory was',
    planted: 'exit 0',
    before: (rig) => writeFileSync(rig.input.settings.resultsDir, ''),
    holds: unwritable,
  },
  {
    layer: 'script',
    name: 'results are to go where nothing can be made',
    planted: 'exit 0',
    before: (rig) => void Object.assign(rig.input.settings, { resultsDir: '/proc/muster' }),
    holds: unwritable,
  },
  {
    layer: 'script',
    name: 'a pipe lies where its log goes',
    planted: 'echo said',
    before: (rig) => {
      mkdirSync(rig.input.settings.resultsDir);
      execFileSync('mkfifo', [logPath(rig)]);
    },
    holds: passed,
    after: (rig) => expect(logOf(rig).toString()).toBe('said\n'),
  },
  {
    layer: 'script',
    name: 'a link to a file outside lies where its log goes',
    planted: 'echo said',
    before: (rig) => {
      mkdirSync(rig.input.settings.resultsDir);
      writeFileSync(join(rig.dir, 'precious'), 'precious');
      symlinkSync(join(rig.dir, 'precious'), logPath(rig));
    },
    holds: passed,
    after: (rig) => {
      expect(readFileSync(join(rig.dir, 'precious'), 'utf8')).toBe('precious');
      expect(lstatSync(logPath(rig)).isSymbolicLink()).toBe(false);
    },
  },
];

const withEnvironment = (path: (rig: ScriptRig) => string) => (rig: ScriptRig) => {
  Object.assign(rig.input.settings, { environmentFile: path(rig) });
};

/** What lies where the environment should. */
export const environmentRows: readonly ScriptCase[] = [
  {
    layer: 'script',
    name: 'the environment file is a device without an end',
    planted: 'exit 0',
    before: withEnvironment(() => '/dev/zero'),
    holds: cannotStart,
  },
  {
    layer: 'script',
    name: 'the environment file is a pipe that nobody writes to',
    planted: 'exit 0',
    before: withEnvironment((rig) => {
      execFileSync('mkfifo', [work(rig, 'pipe')]);
      return work(rig, 'pipe');
    }),
    holds: cannotStart,
  },
  {
    layer: 'script',
    name: 'the environment file holds a megabyte of something else',
    planted: 'exit 0',
    before: withEnvironment((rig) => {
      writeFileSync(work(rig, 'big'), 'x'.repeat(1024 * 1024));
      return work(rig, 'big');
    }),
    holds: cannotStart,
  },
  {
    layer: 'script',
    name: 'variables with line ends, functions of bash and names that are none',
    planted: 'env -0 > seen; exit 0',
    before: withEnvironment((rig) => {
      const odd = {
        PATH: process.env['PATH'],
        LINES: 'a\nb\n',
        'BASH_FUNC_ls%%': '() { exit 9; }',
        'no-name': 'x',
        '': 'y',
      };
      writeFileSync(work(rig, 'odd'), JSON.stringify(odd));
      return work(rig, 'odd');
    }),
    holds: passed,
    after: (rig) => expect(readFileSync(work(rig, 'seen'), 'utf8').split('\0')).toContain('LINES=a\nb\n'),
  },
  {
    layer: 'script',
    name: 'variables of the script that would replace ours',
    planted: 'test "$NAMESPACE" = "$1" && test -s "$KUBECONFIG" && test -n "$MUSTER_SCRIPT"',
    given: {
      env: { NAMESPACE: 'kube-system', KUBECONFIG: '/dev/null', MUSTER_SCRIPT: '', PATH: process.env['PATH'] ?? '' },
    },
    holds: passed,
  },
];

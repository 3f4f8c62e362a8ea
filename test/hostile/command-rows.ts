import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandCase } from './hostile-case.ts';

const usage = (says: RegExp) => ({ exitCode: 2, says });
const clear = '\u001b[2J';

/** All of these end before anything is started, so nothing is left of them. */
export const commandRows: readonly CommandCase[] = [
  {
    layer: 'command',
    name: 'a run name that is a way up',
    planted: () => ({ args: ['--name', '../../etc/passwd'] }),
    holds: usage(/cannot be a name/),
  },
  {
    layer: 'command',
    name: 'a run name that clears the screen',
    planted: () => ({ args: ['--name', `${clear}x`] }),
    holds: usage(/cannot be a name/),
  },
  {
    layer: 'command',
    name: 'a namespace prefix of somebody else’s',
    planted: () => ({ args: ['--namespace-prefix', 'kube system'] }),
    holds: usage(/--namespace-prefix/),
  },
  {
    layer: 'command',
    name: 'a pattern that is a command of GitHub behind a line end',
    planted: () => ({ args: ['x\n::error::forged', `${clear}y`] }),
    holds: { exitCode: 5, says: /Nothing to run/ },
  },
  {
    layer: 'command',
    name: 'ten thousand patterns that match nothing',
    planted: () => ({ args: Array.from({ length: 10_000 }, (_, index) => `pattern-${index}`) }),
    holds: { exitCode: 5, says: /and \d+ more/ },
  },
  {
    layer: 'command',
    name: 'an expression that takes for ever on one long name',
    planted: ({ dir }) => {
      writeFileSync(join(dir, `${'a'.repeat(200)}.sh`), '');
      return { args: ['--grep', 'no-such', '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b'] };
    },
    holds: { exitCode: 5, says: /Nothing to run/ },
  },
  {
    layer: 'command',
    name: 'results into the root of the file system',
    planted: () => ({ args: ['-r', '/'] }),
    holds: usage(/The results directory \/ cannot be written/),
  },
  {
    layer: 'command',
    name: 'results into /dev/null',
    planted: () => ({ args: ['-r', '/dev/null'] }),
    holds: usage(/\/dev\/null cannot be written/),
  },
  {
    layer: 'command',
    name: 'results into the directory of the scripts',
    planted: ({ dir }) => ({ args: ['-r', dir] }),
    holds: usage(/is the scenarios directory/),
  },
  {
    layer: 'command',
    name: 'results into the directory of the scripts by a link',
    planted: ({ dir }) => {
      symlinkSync(dir, `${dir}-link`);
      return { args: ['-r', `${dir}-link`] };
    },
    holds: usage(/is the scenarios directory/),
  },
  {
    layer: 'command',
    name: 'results behind links that lead in a circle',
    planted: ({ home }) => {
      const dir = join(home, 'circle');
      mkdirSync(dir);
      symlinkSync('b', join(dir, 'a'));
      symlinkSync('a', join(dir, 'b'));
      return { args: ['-r', join(dir, 'a')] };
    },
    holds: usage(/circle\/a cannot be written/),
  },
  {
    layer: 'command',
    name: 'a path that is too long for the system',
    planted: () => ({ args: ['-r', `/tmp/${'x'.repeat(300)}`] }),
    holds: usage(/the path is too long/),
  },
  {
    layer: 'command',
    name: 'settings in the environment that are none',
    planted: () => ({ args: [], env: { MAX_PARALLEL: '8; rm -rf /', RESULTS_DIR: '' } }),
    holds: usage(/MAX_PARALLEL/),
  },
];

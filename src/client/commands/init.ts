import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { Invocation } from '../invocation.ts';
import { printData, say } from '../invocation.ts';
import { displayPath } from '../view/display-path.ts';

export function initCommand(invocation: Invocation) {
  return new Command('init')
    .summary('begin a suite: a configuration file and an example')
    .description(
      'Writes muster.config.yaml and, where there are no scripts yet, an example scenario. Scripts of the new suite are\n' +
        'limited to their own namespace. Changes nothing that is there.',
    )
    .argument('[DIR]', 'where the suite begins (default: here)')
    .action(async (name) => {
      const { writeSuite } = await import('../config/write-suite.ts');
      const { cwd } = invocation;
      const dir = resolve(cwd, name ?? '.');
      const written = writeSuite(dir);
      printData(
        invocation,
        written.map((path) => displayPath(path, cwd)),
      );
      const enter = dir === cwd ? '' : `cd ${displayPath(dir, cwd)} && `;
      say(invocation, [
        'next, on a Kubernetes that muster starts on this machine:',
        `  ${enter}muster run --embedded`,
        ...(written.length === 1
          ? ['there are scripts already; what would not work in a namespace of its own:', `  ${enter}muster validate`]
          : []),
      ]);
    });
}

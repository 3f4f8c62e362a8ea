import { Command } from '@commander-js/extra-typings';
import { outputOption } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson } from '../invocation.ts';

export function explainCommand(invocation: Invocation) {
  return new Command('explain')
    .summary('say what the code of an error means')
    .description('Says what the code of an error or of a reason means, why it happens and what helps. Works offline.')
    .argument('[CODE]', 'as it stands after "code" or as a reason, such as Run.Unknown; without: all of them')
    .addOption(outputOption())
    .action(async (code, { output }) => {
      const { catalogue, entryOf } = await import('../catalogue/index.ts');
      const { entryLines } = await import('../view/entry-lines.ts');
      const { tableLines } = await import('../view/table.ts');
      if (code === undefined) {
        if (output === 'json') return printJson(invocation, catalogue);
        const rows = Object.entries(catalogue).map(([type, { means }]) => [type, means]);
        return printData(invocation, tableLines(['CODE', 'MEANS'], rows));
      }
      const type = Object.keys(catalogue).find((known) => known.toLowerCase() === code.toLowerCase()) ?? code;
      const entry = entryOf(type);
      if (entry === undefined) throw await unknownCode(code, Object.keys(catalogue));
      if (output === 'json') return printJson(invocation, { type, ...entry });
      printData(invocation, entryLines(type, entry));
    });
}

async function unknownCode(code: string, known: readonly string[]) {
  const { nearNames } = await import('../../shared/near-names.ts');
  const { usageError } = await import('../errors.ts');
  const near = nearNames(code, known);
  return usageError(
    `There is no code "${code}"`,
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see them all: muster explain',
  );
}

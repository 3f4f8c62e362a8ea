import { Command } from '@commander-js/extra-typings';
import type { Invocation } from '../invocation.ts';
import { printData } from '../invocation.ts';
import { tableLines } from '../view/table.ts';

export function schemaCommand(invocation: Invocation) {
  return new Command('schema')
    .summary('print a JSON Schema')
    .description('Prints the JSON Schema of a file or of what a command prints; without a name, which there are.')
    .argument('[NAME]', 'config, scenario, report, results, run, events, plan, list, status, describe, …')
    .action(async (name) => {
      const { publishedSchemas } = await import('../formats/schemas.ts');
      const entries = Object.entries(publishedSchemas);
      if (name === undefined) {
        const rows = entries.map(([each, schema]) => [each, schema.of]);
        return printData(invocation, tableLines(['SCHEMA', 'OF'], rows));
      }
      const found = entries.find(([each]) => each === name);
      if (found === undefined) {
        const { nearNames } = await import('../../shared/near-names.ts');
        const { usageError } = await import('../errors.ts');
        const names = entries.map(([each]) => each);
        const near = nearNames(name, names);
        throw usageError(
          `There is no schema "${name}"`,
          near.length > 0 ? `did you mean ${near.join(' or ')}?` : `one of ${names.join(', ')}`,
        );
      }
      invocation.stdout.write(found[1].json());
    });
}

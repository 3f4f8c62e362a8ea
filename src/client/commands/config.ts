import { Command } from '@commander-js/extra-typings';
import { leaseOption, onInterruptOption, scenariosCommand } from '../flags.ts';
import { formatOption } from '../formats/format-option.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function configCommand(invocation: Invocation) {
  return new Command('config')
    .summary('show which settings hold')
    .description('Shows which settings hold, and where each was made.')
    .addCommand(explainCommand(invocation));
}

function explainCommand(invocation: Invocation) {
  return scenariosCommand('explain')
    .description(
      'Shows every setting, its value, and where that comes from: a flag, the environment, the configuration file, or\n' +
        'the default. Takes the flags of muster run; starts nothing.',
    )
    .argument('[KEY...]', 'only these settings')
    .addOption(leaseOption())
    .addOption(onInterruptOption())
    .addOption(formatOption())
    .action(async (keys, flags) => {
      const { explainSettings } = await import('../config/explain-settings.ts');
      const { printListing } = await import('../formats/print-records.ts');
      const wanted = keys.length === 0 ? undefined : await known(keys);
      const { env, config, cwd } = invocation;
      const explained = explainSettings({ flags, env, config }, cwd, wanted);
      if (config === undefined) say(invocation, ['no configuration file here or above']);
      await printListing(invocation, flags.output, {
        key: 'settings',
        head: { config: config?.path },
        records: explained,
        name: ({ key }) => key,
        columns: [
          { title: 'SETTING', cell: ({ key }) => key },
          { title: 'VALUE', cell: ({ value }) => value ?? '-' },
          { title: 'FROM', cell: ({ by }) => by },
        ],
      });
    });
}

async function known(keys: readonly string[]) {
  const { settingKeys } = await import('../config/config-schema.ts');
  const { nearNames } = await import('../../shared/near-names.ts');
  const { usageError } = await import('../errors.ts');
  return keys.map((key) => {
    const found = settingKeys.find((one) => one === key);
    if (found !== undefined) return found;
    const near = nearNames(key, settingKeys);
    throw usageError(
      `There is no setting "${key}"`,
      near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'see them all: muster config explain',
    );
  });
}

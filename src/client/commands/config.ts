import { Command } from '@commander-js/extra-typings';
import { outputOption, scenariosCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson, say } from '../invocation.ts';

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
    .addOption(outputOption())
    .action(async (keys, flags) => {
      const { explainSettings } = await import('../config/explain-settings.ts');
      const { oneLine } = await import('../view/fit.ts');
      const { tableLines } = await import('../view/table.ts');
      const wanted = keys.length === 0 ? undefined : await known(keys);
      const { env, config, cwd } = invocation;
      const explained = explainSettings({ flags, env, config }, cwd, wanted);
      if (flags.output === 'json') return printJson(invocation, { config: config?.path, settings: explained });
      if (config === undefined) say(invocation, ['no configuration file here or above']);
      const rows = explained.map(({ key, value, by }) => [key, oneLine(value ?? '-'), by]);
      printData(invocation, tableLines(['SETTING', 'VALUE', 'FROM'], rows));
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

import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { FailureType } from '../../shared/failure-types.ts';
import { problemText } from '../../shared/metadata.ts';
import { ClientError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function validateCommand(invocation: Invocation) {
  return new Command('validate')
    .summary('check the metadata of every scenario')
    .description('Checks the metadata of every scenario and starts nothing.')
    .argument('[DIR]', 'scenarios directory (env SCENARIOS_DIR, default scenarios)')
    .action(async (dir) => {
      const { discoverScenarios } = await import('../../scenarios/index.ts');
      const { given } = await import('../options/settings.ts');
      const name = given(dir, 'DIR', invocation.env, 'SCENARIOS_DIR')?.text ?? 'scenarios';
      const scenarios = await discoverScenarios(resolve(invocation.cwd, name));
      if (scenarios.length === 0) {
        throw new ClientError(`${name} holds no *.sh files`, { type: FailureType.RunNothingMatched });
      }
      const problems = scenarios.flatMap(({ path, problems: found = [] }) =>
        found.map((problem) => problemText(path, problem)),
      );
      if (problems.length > 0) {
        throw new ClientError([`${name}: problems in metadata: ${problems.length}`, ...problems].join('\n'), {
          type: FailureType.PlanInvalidMetadata,
          fix: 'metadata is YAML between "# @meta" and "# @endmeta"',
        });
      }
      say(invocation, [`${name}: metadata is valid in all of ${scenarios.length}`]);
    });
}

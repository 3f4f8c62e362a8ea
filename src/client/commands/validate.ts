import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { FailureType } from '../../shared/failure-types.ts';
import { LINT_FINDINGS_SHOWN_MAX } from '../../shared/limits.ts';
import { problemText } from '../../shared/metadata.ts';
import type { discoverScenarios, ScenarioFinding } from '../../scenarios/index.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { configOption, noConfigOption, outputOption } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson, say } from '../invocation.ts';
import { oneLine } from '../view/fit.ts';

type Discovered = Awaited<ReturnType<typeof discoverScenarios>>;

export function validateCommand(invocation: Invocation) {
  return new Command('validate')
    .summary('check the metadata of every scenario, and what it does to namespaces')
    .description(
      'Checks the configuration file and the metadata of every scenario, and starts nothing. Scripts that will not work,\n' +
        'or are not safe, in a namespace of their own are listed on stdout: namespaces that are written out, namespaces\n' +
        'that are created, and kinds that belong to the whole cluster.',
    )
    .argument('[DIR]', 'scenarios directory (env SCENARIOS_DIR, default scenarios)')
    .option('--strict', 'end with 2 when a script is listed')
    .addOption(configOption())
    .addOption(noConfigOption())
    .addOption(outputOption())
    .action(async (name, flags) => {
      const { discoverScenarios, lintScenarios, requireDependencies, runDependencies } =
        await import('../../scenarios/index.ts');
      const dir = await directoryOf(invocation, name);
      const scenarios = await discoverScenarios(resolve(invocation.cwd, dir));
      if (scenarios.length === 0) {
        throw new ClientError(`${dir} holds no *.sh files`, { type: FailureType.RunNothingMatched });
      }
      // Unless somebody says that scripts may touch the cluster, the question is what they would do without.
      const { wordSetting } = await import('../options/sources.ts');
      const { env, config } = invocation;
      const access = wordSetting({ flags: {}, env, config }, 'access') ?? 'namespace';
      const findings = await lintScenarios(resolve(invocation.cwd, dir), scenarios, access);
      const parts = { discovered: scenarios, usable: scenarios, mine: scenarios };
      const { unknown, cycle, pathsOf } = await runDependencies(resolve(invocation.cwd, dir), parts);
      const order = { unknownDependencies: unknown, ...(cycle === undefined ? {} : { cycle }) };
      if (flags.output === 'json') printJson(invocation, jsonOf(dir, invocation, scenarios, findings, order));
      else printData(invocation, findingLines(findings));
      requireMetadata(dir, scenarios);
      requireDependencies(order, dir);
      say(invocation, [
        ...(invocation.config === undefined ? [] : [`${invocation.config.name}: valid`]),
        `${dir}: metadata is valid in all of ${scenarios.length}`,
        ...orderLines(scenarios, pathsOf.size),
        ...summaryLines(findings),
      ]);
      if (flags.strict === true && findings.length > 0) invocation.exitCode = ExitCode.Usage;
    });
}

/** The argument counts as the flag of `muster run`. */
async function directoryOf({ env, config, cwd }: Invocation, name: string | undefined): Promise<string> {
  const { pathFrom, textSetting } = await import('../options/sources.ts');
  const { displayPath } = await import('../view/display-path.ts');
  const sources = { flags: { scenariosDir: name }, env, config };
  const made = textSetting(sources, 'scenariosDir');
  if (made === undefined) return 'scenarios';
  return made.from === 'config' ? displayPath(pathFrom(sources, made.from, made.text, cwd), cwd) : made.text;
}

function requireMetadata(dir: string, scenarios: Discovered): void {
  const problems = scenarios.flatMap(({ path, problems: found = [] }) =>
    found.map((problem) => problemText(path, problem)),
  );
  if (problems.length === 0) return;
  throw new ClientError([`${dir}: problems in metadata: ${problems.length}`, ...problems].join('\n'), {
    type: FailureType.PlanInvalidMetadata,
    fix: 'metadata is YAML between "# @meta" and "# @endmeta"',
  });
}

/** `  3 with locks (gpu, license), 1 exclusive, 2 that depend on others`; nothing where there is none of it. */
function orderLines(scenarios: Discovered, dependentCount: number): string[] {
  const fields = scenarios.flatMap(({ metadata }) => metadata?.fields ?? []);
  const locks = [...new Set(fields.flatMap((each) => each.locks))].toSorted();
  const lockedCount = fields.filter((each) => each.locks.length > 0).length;
  const aloneCount = fields.filter(({ exclusive }) => exclusive === true).length;
  const shown = locks.slice(0, LOCKS_SHOWN_MAX).map(oneLine).join(', ');
  const more = locks.length > LOCKS_SHOWN_MAX ? ', …' : '';
  const parts = [
    ...(lockedCount === 0 ? [] : [`${lockedCount} with locks (${shown}${more})`]),
    ...(aloneCount === 0 ? [] : [`${aloneCount} exclusive`]),
    ...(dependentCount === 0
      ? []
      : [`${dependentCount} that ${dependentCount === 1 ? 'depends' : 'depend'} on others`]),
  ];
  return parts.length === 0 ? [] : [`  ${parts.join(', ')}`];
}

const LOCKS_SHOWN_MAX = 5;

/** `suite/a.sh:4:12: literal-namespace: -n orders`. */
function findingLines(findings: readonly ScenarioFinding[]): string[] {
  return findings
    .slice(0, LINT_FINDINGS_SHOWN_MAX)
    .map(({ path, line, column, kind, text }) => `${oneLine(path)}:${line}:${column}: ${kind}: ${text}`);
}

function summaryLines(findings: readonly ScenarioFinding[]): string[] {
  if (findings.length === 0) return [];
  const scripts = new Set(findings.map(({ path }) => path)).size;
  const leftOut = Math.max(0, findings.length - LINT_FINDINGS_SHOWN_MAX);
  const advice = new Map(findings.map((finding) => [finding.kind, finding.advice]));
  return [
    ...(leftOut === 0 ? [] : [`… and ${leftOut} more`]),
    `! ${scripts} ${scripts === 1 ? 'script does' : 'scripts do'} what does not fit a namespace of their own`,
    ...[...advice].map(([kind, text]) => `  ${kind}: ${text}`),
  ];
}

function jsonOf(
  directory: string,
  { config }: Invocation,
  scenarios: Discovered,
  findings: readonly ScenarioFinding[],
  order: { readonly unknownDependencies: readonly string[]; readonly cycle?: readonly string[] },
): unknown {
  return {
    directory,
    ...(config === undefined ? {} : { config: config.path }),
    scenarioCount: scenarios.length,
    problems: scenarios.flatMap(({ path, problems = [] }) => problems.map((problem) => ({ path, ...problem }))),
    ...order,
    findings: findings.slice(0, LINT_FINDINGS_SHOWN_MAX),
    findingCount: findings.length,
  };
}

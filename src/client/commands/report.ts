import { resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { configOption, noConfigOption } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, say } from '../invocation.ts';
import { displayPath } from '../view/display-path.ts';

export function reportCommand(invocation: Invocation) {
  return new Command('report')
    .summary('open, rebuild or merge reports')
    .description('Opens, rebuilds and merges the reports that runs have written. Needs neither Temporal nor a cluster.')
    .addCommand(openCommand(invocation))
    .addCommand(buildCommand(invocation))
    .addCommand(mergeCommand(invocation));
}

const DIR_TEXT = 'results directory (default: where muster run writes here)';

function openCommand(invocation: Invocation) {
  return new Command('open')
    .summary('show the HTML report')
    .description(
      'Opens report.html in the browser and prints its path; without a terminal, without a display and in CI it only\n' +
        'prints the path.',
    )
    .argument('[DIR]', DIR_TEXT)
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async (dir) => {
      const { resultsDirHere } = await import('../reports/report-here.ts');
      const { htmlReportIn, openFile } = await import('../reports/open-report.ts');
      const path = htmlReportIn(resultsDirHere(invocation, dir), invocation.cwd);
      await openFile(path, invocation);
      printData(invocation, [path]);
    });
}

function buildCommand(invocation: Invocation) {
  return new Command('build')
    .summary('write the reports again')
    .description(
      'Writes aggregated.json, junit.xml, joblog.tsv and report.html again from .muster/run.json, byte for byte as the run\n' +
        'wrote them unless another profile is asked for. Prints their paths.',
    )
    .argument('[DIR]', DIR_TEXT)
    .addOption(junitProfileOption())
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async (named, { junitProfile }) => {
      const { reportHere, resultsDirHere } = await import('../reports/report-here.ts');
      const { resultsLayout, writeReports } = await import('../../results/index.ts');
      const dir = resultsDirHere(invocation, named);
      const report = await reportHere(invocation, dir);
      const problem = await writeReports(dir, report, { junit: { profile: junitProfile } });
      if (problem !== undefined) throw problem;
      printData(
        invocation,
        resultsLayout(dir).reports.map((path) => displayPath(path, invocation.cwd)),
      );
    });
}

function mergeCommand(invocation: Invocation) {
  return new Command('merge')
    .summary('make one report of several, such as those of shards')
    .description(
      'Makes one results directory of several: one report with all scenarios, all logs. A scenario may be in one of them\n' +
        'only. Ends with 0 whatever the scenarios did: their runs have said that.',
    )
    .argument('<DIR...>', 'results directories')
    .requiredOption('-o, --out <DIR>', 'where the merged report goes')
    .option('--name <NAME>', 'name of the merged run', 'merged')
    .action(async (named, { out, name }) => {
      const { mergeDirs } = await import('../reports/merge-dirs.ts');
      const { checkedRunName } = await import('../options/run-name.ts');
      const { resultsLayout } = await import('../../results/index.ts');
      const { tellGithubOfMerged } = await import('../ci/ci-reporter.ts');
      const { wordCounts } = await import('../view/counts.ts');
      const { plain } = await import('../view/paint.ts');
      const { cwd } = invocation;
      const target = resolve(cwd, out);
      const dirs = named.map((dir) => resolve(cwd, dir));
      const report = await mergeDirs(invocation, { dirs, out: target, runName: checkedRunName(name, '--name') });
      say(invocation, [`${report.totals.total} scenarios of ${dirs.length} runs: ${wordCounts(report.totals, plain)}`]);
      tellGithubOfMerged(invocation, report);
      printData(invocation, [displayPath(resultsLayout(target).html, cwd)]);
    });
}

function junitProfileOption() {
  return new Option('--junit-profile <PROFILE>', 'of junit.xml (default: as the run was started)').choices([
    'standard',
    'strict',
  ] as const);
}

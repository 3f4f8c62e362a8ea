import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Job, Said } from './contender.ts';
import { kuttlProgram } from './kuttl-program.ts';
import { runProgram } from './spawned.ts';

/** Seconds that anything of the suite may take, deletions of namespaces among it: kuttl's own default is 30. */
const SUITE_TIMEOUT_S = 600;

/** A test case per script: one step that calls it in the namespace that kuttl made for the case. */
export const kuttl: Contender = {
  name: 'kuttl',
  async run(job) {
    const { parallel, workDir, servers } = job;
    const cases = layOutCases(job);
    const options = `--parallel ${parallel} --timeout ${SUITE_TIMEOUT_S} --report json --report-granularity test`.split(
      ' ',
    );
    const args = ['test', cases, ...options, '--artifacts-dir', workDir];
    const logFile = join(workDir, 'output.log');
    const ended = await runProgram([await kuttlProgram(), ...args], { job, env: servers.env, logFile });
    return { ...ended, said: readSaid(join(workDir, 'kuttl-report.json')) };
  },
};

function layOutCases({ suite, workDir, timeoutSeconds }: Job): string {
  const cases = join(workDir, 'cases');
  for (const { name } of suite.scenarios) {
    mkdirSync(join(cases, name), { recursive: true });
    const lines = [
      'apiVersion: kuttl.dev/v1beta1',
      'kind: TestStep',
      'commands:',
      `  - script: bash '${join(suite.dir, `${name}.sh`)}' "$NAMESPACE" release`,
      ...(timeoutSeconds === undefined ? [] : [`    timeout: ${timeoutSeconds}`]),
      '',
    ];
    writeFileSync(join(cases, name, '00-run.yaml'), lines.join('\n'));
  }
  return cases;
}

interface Report {
  readonly testsuite?: readonly {
    readonly testcase?: readonly { readonly name: string; readonly failure?: object }[];
  }[];
}

function readSaid(file: string): Map<string, Said> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return new Map();
  }
  const { testsuite = [] } = JSON.parse(text) as Report;
  const tests = testsuite.flatMap(({ testcase = [] }) => testcase);
  return new Map(tests.map(({ name, failure }) => [name, failure === undefined ? 'passed' : 'failed']));
}

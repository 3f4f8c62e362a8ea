import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ciReporter } from '../../src/client/ci/ci-reporter.ts';
import { ciSystemOf } from '../../src/client/ci/ci-system.ts';
import { foldedLog } from '../../src/client/ci/folded-log.ts';
import { closeResults, openResults, resultsLayout } from '../../src/results/index.ts';
import { outcomeOf } from '../../src/shared/outcome.ts';
import { fakeInvocation } from '../client/support/fake-invocation.ts';
import { finishedOf, resultOf, totalsOf } from '../client/support/records.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const token = 'a1b2-c3';
const folded = (system: 'github' | 'gitlab' | 'other', text: string, title = 'log of a.sh') =>
  foldedLog({ system, title, text, token, nowSeconds: 1_700_000_000 });

describe('a folded log', () => {
  test('stands in a group, and nothing in it is a command, on GitHub', () => {
    expect(folded('github', 'one\ntwo')).toBe(
      '::group::log of a.sh\n::stop-commands::a1b2-c3\none\ntwo\n::a1b2-c3::\n::endgroup::\n',
    );
  });

  test('stands in a section that is closed at first, on GitLab', () => {
    expect(folded('gitlab', 'one')).toBe(
      '\u001b[0Ksection_start:1700000000:muster_a1b2c3[collapsed=true]\r\u001b[0Klog of a.sh\n' +
        'one\n\u001b[0Ksection_end:1700000000:muster_a1b2c3\r\u001b[0K\n',
    );
  });

  test('stands between two lines elsewhere', () => {
    expect(folded('other', 'one')).toBe('--- log of a.sh\none\n---\n');
  });

  const hostile = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\n', '\r', '::', '::error::x', '::endgroup::', '##[error]', '\u001b[0K', 'section_end:1:x\r'),
      ),
    )
    .map((parts) => parts.join(''));

  test('holds no command of GitHub but its own, whatever the script wrote or is called', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, title) => {
        const lines = folded('github', text, title).split(/\r\n|\r|\n/);
        expect(lines.filter((line) => /^\s*::|##\[/.test(line)).map((line) => line.slice(0, 9))).toEqual([
          '::group::',
          '::stop-co',
          '::a1b2-c3',
          '::endgrou',
        ]);
      }),
    );
  });

  test('holds no mark of a section of GitLab but its own', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, title) => {
        // GitLab reads a mark where an erasing sequence stands before the word.
        expect(folded('gitlab', text, `log of ${title}`).split('\u001b[0Ksection_')).toHaveLength(3);
      }),
    );
  });
});

test('the system is known by its own variable, and any other by CI', () => {
  expect(ciSystemOf({ GITHUB_ACTIONS: 'true', CI: 'true' })).toBe('github');
  expect(ciSystemOf({ GITLAB_CI: 'true', CI: 'true' })).toBe('gitlab');
  expect(ciSystemOf({ CI: '1' })).toBe('other');
  expect(ciSystemOf({ CI: 'false' })).toBeUndefined();
  expect(ciSystemOf({})).toBeUndefined();
});

describe('a run in CI', () => {
  async function ended(env: Readonly<Record<string, string>>) {
    const cwd = await temporaryDirectory({ output: '', summary: '' });
    const dir = join(cwd, 'results');
    const owner = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 't' };
    await openResults(dir, owner, ['a', 'b'], () => Promise.resolve('closed'));
    await writeFile(resultsLayout(dir).log('a'), `${'line\n'.repeat(500)}::error::forged\n`);
    const scenarios = [
      scenarioReportOf('a', outcomeOf([attemptOf({ status: 'failed', message: 'exit code 3' })])),
      scenarioReportOf('b', outcomeOf([attemptOf({ status: 'passed' })])),
    ];
    const settings = settingsOf({ workingDir: cwd, scenariosDir: join(cwd, 'tests'), resultsDir: dir });
    await closeResults(dir, { ...runReportOf(scenarios), settings });

    const files = { GITHUB_OUTPUT: join(cwd, 'output'), GITHUB_STEP_SUMMARY: join(cwd, 'summary') };
    const invocation = fakeInvocation(cwd, { ...files, GITHUB_WORKSPACE: cwd, ...env });
    const ci = ciReporter(invocation, { runName: 'demo', runId: 'run-1' });
    const failed = finishedOf('a.sh', { status: 'failed', message: 'exit code 3' });
    await ci?.onProgress({ resultsDir: dir, finished: [failed, finishedOf('b.sh')] });
    const result = resultOf({ resultsDir: dir, totals: totalsOf({ passed: 1, failed: 1 }) });
    await ci?.ended({ exitCode: 1, closed: true, result, failures: [failed], durationMs: 1_000 });
    const read = async (name: string) => await readFile(join(cwd, name), 'utf8');
    return {
      err: invocation.err(),
      out: invocation.out(),
      output: await read('output'),
      summary: await read('summary'),
    };
  }

  test('shows the end of the log of what failed, annotates the script, writes outputs and a summary, on GitHub', async () => {
    const { err, out, output, summary } = await ended({ GITHUB_ACTIONS: 'true' });
    expect(err).toMatch(/^::group::log of a\.sh \(exit code 3\)\n::stop-commands::[-\w]+\n/);
    expect(err.match(/^line$/gm)).toHaveLength(199);
    expect(err).toContain('\n: :error::forged\n');
    expect(err).toContain('\n::error title=a.sh failed,file=tests/a.sh,line=1::exit code 3');
    expect(out).toBe('');
    const values = [...output.matchAll(/^([\w-]+)<<(\S+)\n(.*)\n\2$/gm)].map(([, name, , value]) => [name, value]);
    expect(values).toEqual([
      ['run-name', 'demo'],
      ['status', 'running'],
      ['status', 'failed'],
      ['failed', '1'],
      ['report', 'results/report.html'],
    ]);
    expect(summary).toContain('<code>a.sh</code> | exit code 3');
  });

  test('shows only the log elsewhere: neither annotations nor files', async () => {
    const { err, output, summary } = await ended({ CI: 'true' });
    expect(err).toMatch(/^--- log of a\.sh \(exit code 3\)\nline\n/);
    expect(err).not.toContain('::error title');
    expect(output + summary).toBe('');
  });

  test('is silent outside of CI', async () => {
    expect(await ended({})).toEqual({ err: '', out: '', output: '', summary: '' });
  });

  test('a summary that cannot be written is said and changes nothing else', async () => {
    const { err, output } = await ended({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nowhere/summary' });
    expect(err).toContain("! the step's summary could not be written: ENOENT");
    expect(output).toContain('results/report.html');
  });

  test('a run whose results lie elsewhere is told of as far as the client has seen it', async () => {
    const cwd = await temporaryDirectory({ summary: '' });
    const invocation = fakeInvocation(cwd, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary') });
    const ci = ciReporter(invocation, { runName: 'demo', runId: 'run-1' });
    const failed = finishedOf('a.sh', { status: 'failed', exitCode: 3 });
    await ci?.onProgress({ resultsDir: join(cwd, 'elsewhere'), finished: [failed] });
    await ci?.ended({ exitCode: 1, closed: true, result: resultOf(), failures: [failed], durationMs: 1_000 });
    expect(invocation.err()).toBe('::error title=a.sh failed::exit code 3\n');
    expect(await readFile(join(cwd, 'summary'), 'utf8')).toContain('<code>a.sh</code>');
  });
});

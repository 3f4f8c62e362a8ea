import { ExitCode } from '../exit-codes.ts';
import { GENERATED } from './generated.ts';

const meanings: Readonly<Record<keyof typeof ExitCode, readonly [what: string, fromWhom: string]>> = {
  Passed: [
    'passed; a flaky scenario passes unless `--fail-on-flaky`',
    'the run, or a command that did what it was asked',
  ],
  Failed: ['a scenario failed, whatever else went wrong', 'the run'],
  Usage: ['usage or configuration; nothing was started', 'any command'],
  Environment: [
    'the environment is broken, the verdict unknown: something errored, a namespace is stuck, Temporal or the cluster is away',
    'the run, any command',
  ],
  Cancelled: ['cancelled or terminated by someone else', 'the run'],
  NothingMatched: ['no scenario was selected (0 with `--pass-with-no-scenarios`)', 'the run'],
  Detached: ['detached on the terminal: the run goes on, its outcome is not known', '`muster run`'],
  StillRunning: ['still running', '`muster status --exit-status`, a follower that lost its run'],
  TimeLimit: ['a time limit of the command itself was reached', '`muster wait --timeout`'],
  Interrupted: ['Ctrl-C; where it cancels, the cancellation was accepted', 'any command'],
  Terminated: ['TERM; where it cancels, the cancellation was accepted', 'any command'],
};

/** docs/reference/exit-codes.md. */
export function exitCodesPage(): string {
  const names = Object.keys(meanings) as (keyof typeof ExitCode)[];
  return `${[
    GENERATED,
    '# Exit codes',
    '',
    'They are part of the contract: scripts and CI systems may decide by them.',
    '',
    '| code | means | of |',
    '|---|---|---|',
    ...names.map((name) => `| ${ExitCode[name]} | ${meanings[name].join(' | ')} |`),
    '',
    'Several at once: a failed scenario (1) wins over everything but a cancellation (4, 130, 143), and 3 over 0.',
    '',
    '`muster run … && deploy` never deploys after a detach (6) or a doubt (3). In GitLab, `allow_failure: exit_codes: [3]`',
    'tells a broken environment from a failed test.',
    '',
    'Exit codes of the scripts themselves: 0 passes, 77 skips (`skip_exit_codes` changes that), anything else fails.',
    'Which code an error ends with stands in [errors](errors.md).',
  ].join('\n')}\n`;
}

import { githubCommand } from '../../report/github-command.ts';
import { plainText } from '../../report/plain-text.ts';
import { oneLine } from '../../shared/one-line.ts';
import { terminalText } from '../view/terminal-text.ts';
import type { CiSystem } from './ci-system.ts';

export interface FoldedLog {
  readonly system: CiSystem;
  /** One line above the log; begins with a word of ours. */
  readonly title: string;
  readonly text: string;
  /** Not to be guessed by a script; letters, digits and hyphens. New for every log. */
  readonly token: string;
  /** Seconds since the epoch: GitLab shows how long a section took. */
  readonly nowSeconds: number;
}

/**
 * A script's output for a CI's log: folded where the system can fold, and so that nothing in it is taken for a command
 * of that system. To be written as it is, ends with a newline. Pure.
 */
export function foldedLog({ system, title, text, token, nowSeconds }: FoldedLog): string {
  const head = terminalText(oneLine(title));
  const body = terminalText(plainText(text));
  switch (system) {
    case 'github':
      return [
        githubCommand('group', {}, head),
        githubCommand('stop-commands', {}, token),
        body,
        githubCommand(token, {}, ''),
        githubCommand('endgroup', {}, ''),
        '',
      ].join('\n');
    case 'gitlab': {
      const name = `muster_${token.replaceAll('-', '')}`;
      return [
        `\u001b[0Ksection_start:${nowSeconds}:${name}[collapsed=true]\r\u001b[0K${head}`,
        body,
        `\u001b[0Ksection_end:${nowSeconds}:${name}\r\u001b[0K`,
        '',
      ].join('\n');
    }
    case 'other':
      return [`--- ${head}`, body, '---', ''].join('\n');
  }
}

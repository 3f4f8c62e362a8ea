import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { bashScript } from '../../../src/client/completion/bash-script.ts';
import type { NameKind } from '../../../src/client/completion/name-kind.ts';
import { offersFor } from '../../../src/client/completion/offers.ts';
import type { Invocation } from '../../../src/client/invocation.ts';
import { program } from '../../../src/client/program.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const names: Record<NameKind, readonly string[]> = {
  run: ['nightly-7', 'smoke'],
  scenario: ['db/restart.sh', 'web.sh', '$(touch pwned).sh', 'with space.sh'],
  context: ['kind-dev', 'arn:aws:eks:eu-1:42:cluster/prod'],
  code: ['Run.Unknown'],
  setting: ['maxParallel'],
  file: [],
};

async function offers(...words: string[]): Promise<string[]> {
  // Help needs no more of an invocation than its streams.
  const root = program({ stdout: {}, stderr: {} } as Invocation, '0');
  const lines = await offersFor(root, words, (kind) => Promise.resolve(names[kind]));
  return lines.map((line) => line.split('\t', 1)[0] ?? '');
}

it.each([
  [['sca'], ['scale', ':4']],
  [
    ['schedule', 'cr'],
    ['create', ':4'],
  ],
  [
    ['run', '--kee'],
    ['--keep', '--keep-for', ':4'],
  ],
  [
    ['run', '--keep', ''],
    ['never', 'on-failure', 'always', ':4'],
  ],
  [
    ['run', '--keep=o'],
    ['on-failure', ':4'],
  ],
  [
    ['watch', ''],
    ['nightly-7', 'smoke', ':4'],
  ],
  [
    ['scale', 's'],
    ['smoke', ':4'],
  ],
  [
    ['keep', 'smoke', 'w'],
    ['web.sh', ':4'],
  ],
  [
    ['run', '--context', 'k'],
    ['kind-dev', ':4'],
  ],
  [
    ['explain', 'R'],
    ['Run.Unknown', ':4'],
  ],
  [
    ['config', 'explain', ''],
    ['maxParallel', ':4'],
  ],
  [['run', '--config', ''], [':0']],
  [['scale', 'smoke', ''], [':4']],
])('%j is completed by %j', async (words, expected) => {
  expect(await offers(...words)).toEqual(expected);
});

it('names that a shell would expand are not offered, and no name at all leaves files to the shell', async () => {
  expect(await offers('run', '')).toEqual(['db/restart.sh', 'web.sh', ':4']);
  expect(await offers('run', 'zz')).toEqual([':0']);
});

it('the command that shells call is not shown to people', async () => {
  expect(await offers('comp')).toEqual(['completion', ':4']);
});

describe('in a real bash', () => {
  /** What bash would put in place of the last word; `answer` is what the program prints. */
  async function completed(typed: readonly string[], answer: string) {
    const dir = await temporaryDirectory();
    const program = join(dir, 'muster');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${dir}/asked'\ncat <<'END'\n${answer}\nEND\n`);
    chmodSync(program, 0o755);
    const words = typed.map((word) => `'${word}'`).join(' ');
    const script = `${bashScript}\nCOMP_WORDS=(muster ${words}); COMP_CWORD=${typed.length}; _muster 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"; echo --; cat '${dir}/asked'`;
    const out = execFileSync('bash', ['--norc', '-c', script], {
      encoding: 'utf8',
      env: { PATH: `${dir}:${process.env['PATH']}` },
    });
    const [replies = '', asked = ''] = out.split('--\ncomplete\n--\n');
    return { replies: replies.split('\n').filter(Boolean), asked: asked.split('\n').slice(0, -1) };
  }

  test('descriptions stay away, and the empty last word is asked for', async () => {
    expect(await completed(['watch', ''], 'nightly-7\tof today\nsmoke\n:4')).toEqual({
      replies: ['nightly-7', 'smoke'],
      asked: ['watch', ''],
    });
  });

  test('words that bash has split at "=" are asked for as they were typed', async () => {
    expect(await completed(['run', '--keep', '=', 'o'], 'on-failure\n:4')).toEqual({
      replies: ['on-failure'],
      asked: ['run', '--keep=o'],
    });
  });

  test('of a name with colons bash gets the part after the last one', async () => {
    const { replies, asked } = await completed(['run', '--context', 'arn', ':', 'a'], 'arn:aws:x\n:4');
    expect(asked).toEqual(['run', '--context', 'arn:a']);
    expect(replies).toEqual(['aws:x']);
  });

  test('nothing that is typed is run', async () => {
    expect((await completed(['run', '$(echo evil)'], ':4')).asked).toEqual(['run', '$(echo evil)']);
  });
});

import { parseArgs } from 'node:util';
import { CONTENDERS, type ContenderName } from './contenders/contender.ts';
import { presets, PRESETS, type Block, type Preset } from './plan.ts';
import { WORKLOADS, type Workload } from './workloads/workload.ts';

export const USAGE = `npm run bench -- [--quick | --standard | --full]
npm run bench -- --only WORKLOAD… [--n N…] [-j N…] [--contender NAME…] [--repeat N] [--audit]

  --quick       seven minutes; the default
  --standard    two hours
  --full        27 hours
  --only        ${WORKLOADS.join(', ')}; may be given several times, as may --n, -j and --contender
  --contender   ${CONTENDERS.join(', ')}; default: all but scripts, which takes 5.3 s for every scenario
  --audit       count API calls instead of time
  --minutes N   start nothing more after so many minutes
`;

export interface Options {
  /** For the file's name. */
  readonly preset: string;
  readonly blocks: readonly Block[];
  readonly minutesMax: number;
}

/** @throws TypeError with a sentence for whoever typed it. */
export function parseOptions(args: readonly string[]): Options {
  const list = { type: 'string', multiple: true } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      standard: { type: 'boolean' },
      full: { type: 'boolean' },
      only: list,
      n: list,
      jobs: { ...list, short: 'j' },
      contender: list,
      repeat: { type: 'string' },
      audit: { type: 'boolean' },
      minutes: { type: 'string' },
    },
  });
  const minutesMax = values.minutes === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--minutes', values.minutes);
  if (values.only === undefined) {
    const preset: Preset = PRESETS.find((name) => values[name]) ?? 'quick';
    return { preset, blocks: presets[preset], minutesMax };
  }
  const block: Block = {
    workloads: values.only.map((word) => oneOf<Workload>('--only', WORKLOADS, word)),
    counts: (values.n ?? ['24']).map((text) => wholeNumber('--n', text)),
    parallels: (values.jobs ?? ['8']).map((text) => wholeNumber('-j', text)),
    contenders: (values.contender ?? CONTENDERS.filter((name) => name !== 'scripts')).map((word) =>
      oneOf<ContenderName>('--contender', CONTENDERS, word),
    ),
    repetitions: wholeNumber('--repeat', values.repeat ?? '1'),
    audited: values.audit ?? false,
  };
  return { preset: 'chosen', blocks: [block], minutesMax };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`${option} takes a whole number from 1, not ${text}`);
  return value;
}

function oneOf<Word extends string>(option: string, words: readonly Word[], word: string): Word {
  const found = words.find((each) => each === word);
  if (found === undefined) throw new TypeError(`${option} takes ${words.join(', ')}, not ${word}`);
  return found;
}

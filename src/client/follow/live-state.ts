import { MAX_PARALLEL_MAX } from '../../shared/limits.ts';
import type { Key } from './keys.ts';

/** A scenario whose log can be shown. */
export interface LogChoice {
  readonly path: string;
  /** Absent: a worker of the first release does not tell it of what runs. */
  readonly resultName?: string | undefined;
}

export interface LiveState {
  readonly pane: 'none' | 'help' | 'failures' | 'logs';
  /** Lines scrolled: from the start of a list, from the end of a log. */
  readonly offset: number;
  /** Whose log is shown; it stays although the scenario ends. */
  readonly chosen?: LogChoice;
  /** What was asked for and not answered yet. */
  readonly limitWish?: number | undefined;
  readonly pauseWish?: boolean | undefined;
}

/** What is known of the run and the screen when a key is pressed. */
export interface LiveFacts {
  readonly hasFrame: boolean;
  /** The run has its plan and is not over: its slots can be changed. */
  readonly isOpen: boolean;
  readonly limit: number;
  readonly paused: boolean;
  /** Longest running first, then failures, newest first. */
  readonly choices: readonly LogChoice[];
  /** How far the open pane can be scrolled, and how many lines of it can be seen at once. */
  readonly offsetMax: number;
  readonly room: number;
}

export type LiveEffect =
  | { readonly kind: 'none' }
  /** The pane changed. */
  | { readonly kind: 'show' }
  /** Whose log is shown changed. */
  | { readonly kind: 'show-log' }
  | { readonly kind: 'scale'; readonly limit: number }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'open-ui' }
  | { readonly kind: 'say'; readonly text: string };

export const noPane: LiveState = { pane: 'none', offset: 0 };

type Turn = readonly [LiveState, LiveEffect];

const NOTHING: LiveEffect = { kind: 'none' };
const SHOW: LiveEffect = { kind: 'show' };

/** What a key does to the view and asks of the run. Detaching and Ctrl-C are not among them. Pure. */
export function pressLive(state: LiveState, key: Key, facts: LiveFacts): Turn {
  switch (key) {
    case '+':
    case '=':
      return scale(state, 1, facts);
    case '-':
      return scale(state, -1, facts);
    case 'p':
      return pause(state, facts);
    case 'o':
      return [state, { kind: 'open-ui' }];
    case '?':
      return toggled(state, 'help', facts);
    case 'f':
      return toggled(state, 'failures', facts);
    case 'l':
      return toggled(state, 'logs', facts);
    default:
      return state.pane === 'none' ? [state, NOTHING] : inPane(state, key, facts);
  }
}

function scale(state: LiveState, by: number, { isOpen, limit }: LiveFacts): Turn {
  if (!isOpen) return [state, NOTHING];
  const wish = Math.min(MAX_PARALLEL_MAX, Math.max(1, (state.limitWish ?? limit) + by));
  return [
    { ...state, limitWish: wish },
    { kind: 'scale', limit: wish },
  ];
}

function pause(state: LiveState, { isOpen, paused }: LiveFacts): Turn {
  if (!isOpen) return [state, NOTHING];
  const wish = !(state.pauseWish ?? paused);
  return [
    { ...state, pauseWish: wish },
    { kind: 'pause', paused: wish },
  ];
}

function toggled(state: LiveState, pane: 'help' | 'failures' | 'logs', facts: LiveFacts): Turn {
  if (!facts.hasFrame) return [state, { kind: 'say', text: 'pages need a terminal that can move its cursor' }];
  const { limitWish, pauseWish } = state;
  const wishes = { limitWish, pauseWish };
  if (state.pane === pane) return [{ ...noPane, ...wishes }, SHOW];
  if (pane !== 'logs') return [{ pane, offset: 0, ...wishes }, SHOW];
  const [chosen] = facts.choices;
  if (chosen === undefined)
    return [state, { kind: 'say', text: 'nothing runs and nothing has failed: no log to show' }];
  return [{ pane, offset: 0, chosen, ...wishes }, { kind: 'show-log' }];
}

function inPane(state: LiveState, key: Key, facts: LiveFacts): Turn {
  const { limitWish, pauseWish } = state;
  if (key === 'q' || key === 'escape') return [{ ...noPane, limitWish, pauseWish }, SHOW];
  const isLog = state.pane === 'logs';
  if (isLog && (key === 'j' || key === 'down')) return choose(state, 1, facts);
  if (isLog && (key === 'k' || key === 'up')) return choose(state, -1, facts);
  const by = scrolledBy(key, facts.room);
  if (by === undefined) return [state, NOTHING];
  // A log is anchored at its end: up is away from there.
  const offset = Math.min(facts.offsetMax, Math.max(0, state.offset + (isLog ? -by : by)));
  return [{ ...state, offset }, SHOW];
}

function scrolledBy(key: Key, room: number): number | undefined {
  const page = Math.max(1, room - 1);
  switch (key) {
    case 'j':
    case 'down':
      return 1;
    case 'k':
    case 'up':
      return -1;
    case 'page-down':
      return page;
    case 'page-up':
    case 'b':
      return -page;
    case 'home':
    case 'g':
      return Number.NEGATIVE_INFINITY;
    case 'end':
    case 'G':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}

function choose(state: LiveState, by: number, { choices }: LiveFacts): Turn {
  const at = choices.findIndex(({ path }) => path === state.chosen?.path);
  // What was chosen may have ended in between; then it goes on from the first.
  const next = choices[at < 0 ? 0 : Math.min(choices.length - 1, Math.max(0, at + by))];
  if (next === undefined || next.path === state.chosen?.path) return [state, NOTHING];
  return [{ ...state, chosen: next, offset: 0 }, { kind: 'show-log' }];
}

import { createLogUpdate } from 'log-update';
import type { Invocation } from '../invocation.ts';
import { fitEnd } from './fit.ts';
import { hasMovingFrame, screenHere, sizedStream } from './screen.ts';

/** One step of getting ready, as servers report it; `done` of `total` when it can be counted. */
export interface Step {
  readonly step: string;
  readonly done?: number;
  readonly total?: number;
}

export interface StepView {
  show(step: Step): void;
  close(): void;
}

const BAR_COLUMNS = 20;
/** Without a terminal, a step that counts is told again at each tenth. */
const TENTHS = 10;

/** On a terminal one line that changes in place; elsewhere one line per step and tenth. */
export function openStepView(invocation: Invocation): StepView {
  const { stderr } = invocation;
  if (hasMovingFrame(invocation)) {
    const live = createLogUpdate(sizedStream(invocation));
    return {
      show: (step) => live(fitEnd(stepLine(step), screenHere(invocation).columns)),
      close: () => {
        live.clear();
        live.done();
      },
    };
  }
  let last = '';
  return {
    show: (step) => {
      const key = `${step.step} ${Math.floor(shareOf(step) * TENTHS)}`;
      if (key !== last) stderr.write(`${stepLine(step)}\n`);
      last = key;
    },
    close: () => undefined,
  };
}

/** `· building kube-apiserver  ████████············ 41%`. Pure. */
export function stepLine(step: Step): string {
  if (step.done === undefined || step.total === undefined || step.total <= 0) return `· ${step.step}`;
  const filled = Math.round(shareOf(step) * BAR_COLUMNS);
  const bar = '█'.repeat(filled) + '·'.repeat(BAR_COLUMNS - filled);
  return `· ${step.step}  ${bar} ${Math.floor(shareOf(step) * 100)}%`;
}

function shareOf({ done, total }: Step): number {
  if (done === undefined || total === undefined || total <= 0) return 0;
  return Math.min(1, Math.max(0, done / total));
}

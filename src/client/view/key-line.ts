import { columnsOf } from './columns.ts';

export interface KeyLineState {
  readonly paused: boolean;
  readonly hasFailures: boolean;
  readonly canDetach: boolean;
}

/** `+/- slots · p pause · l logs · … · ? help`: as many as fit, help always among them. Pure. */
export function keyLine(state: KeyLineState, columns: number): string {
  const keys = [
    '+/- slots',
    state.paused ? 'p resume' : 'p pause',
    'l logs',
    ...(state.hasFailures ? ['f failures'] : []),
    'o web ui',
    ...(state.canDetach ? ['d detach'] : []),
  ];
  for (let count = keys.length; count >= 0; count -= 1) {
    const text = [...keys.slice(0, count), '? help'].join(' · ');
    if (columnsOf(text) <= columns) return text;
  }
  return '';
}

const MEMO_KEY = 'musterAttachedTo';

/** Marks a run that ends with the command that started it: part of its workflow's memo. `pid`: that command's. */
export function attachedMemo(pid: number): Readonly<Record<string, unknown>> {
  return { [MEMO_KEY]: pid };
}

/** Only for runs on a task queue of this machine: a pid says nothing elsewhere. */
export function isAttachedTo(memo: Readonly<Record<string, unknown>> | undefined, pid: number): boolean {
  return memo?.[MEMO_KEY] === pid;
}

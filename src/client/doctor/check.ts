/** One finding of `muster doctor`. */
export interface Check {
  /** What was looked at, in a word or two. */
  readonly name: string;
  /** `warning`: a run can begin, and may not end as wished. `failed`: it cannot. */
  readonly status: 'ok' | 'warning' | 'failed';
  /** One line for people. */
  readonly text: string;
  /** What helps, one line each; none when all is well. */
  readonly fix: readonly string[];
}

export function ok(name: string, text: string): Check {
  return { name, status: 'ok', text, fix: [] };
}

export function warning(name: string, text: string, ...fix: string[]): Check {
  return { name, status: 'warning', text, fix };
}

export function failed(name: string, text: string, ...fix: string[]): Check {
  return { name, status: 'failed', text, fix };
}

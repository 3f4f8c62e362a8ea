/** One line that a script wrote about itself. */
export interface Stamp {
  readonly what: 'start' | 'end' | 'overlap';
  readonly scenario: string;
  readonly attempt: number;
  readonly pid: number;
  readonly atMs: number;
  /** Of an end. */
  readonly exitCode?: number;
}

/** A line that was cut off by a kill says nothing. */
export function stampsIn(text: string): readonly Stamp[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(start|end|overlap) (\S+) (\d+) (\d+) (\d+) ?(\d*)$/.exec(line);
    if (found === null) return [];
    const [, what, scenario = '', attempt, pid, atMs, exitCode] = found;
    return [
      {
        what: what as Stamp['what'],
        scenario,
        attempt: Number(attempt),
        pid: Number(pid),
        atMs: Number(atMs),
        ...(exitCode === '' ? {} : { exitCode: Number(exitCode) }),
      },
    ];
  });
}

/** What the stamps alone prove wrong: attempts that overlapped on this host, and attempts that ran twice. */
export function wrongInStamps(stamps: readonly Stamp[]): readonly string[] {
  const overlaps = stamps
    .filter(({ what }) => what === 'overlap')
    .map(({ scenario, attempt }) => `${scenario}: attempt ${attempt} began beside one before it`);
  const starts = stamps.filter(({ what }) => what === 'start').map(({ scenario, attempt }) => `${scenario} ${attempt}`);
  const twice = starts.filter((start, index) => starts.indexOf(start) !== index);
  return [...overlaps, ...twice.map((start) => `${start}: the same attempt began twice`)];
}

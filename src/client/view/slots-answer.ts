import type { RunProgress } from '../../shared/run-progress.ts';

/** What somebody hears who has changed how many scenarios run at once; `now`: as it is then, when that can be told. */
export function scaledText(before: number, limit: number, now: RunProgress | undefined): string {
  const change = before === limit ? `${limit} at once, as before` : `${before} → ${limit} at once`;
  return [change, ...runningText(limit, now), ...pausedText(now)].join('; ');
}

/** The same for pausing and resuming. */
export function pausedAnswer(paused: boolean, now: RunProgress | undefined): string {
  if (paused) {
    const count = now?.running.length ?? 0;
    const goOn = count === 0 ? 'what runs goes on' : `${count} ${count === 1 ? 'goes' : 'go'} on running`;
    return `paused: nothing new starts; ${now !== undefined && count === 0 ? 'nothing runs' : goOn}`;
  }
  const limit = now === undefined || now.limit < 1 ? [] : [`up to ${now.limit} at once`];
  return [`resumed`, [...limit, ...runningText(now?.limit ?? 0, now)].join('; ')]
    .filter((part) => part !== '')
    .join(': ');
}

function runningText(limit: number, now: RunProgress | undefined): string[] {
  if (now === undefined || now.phase === 'planning') return [];
  const count = now.running.length;
  if (count <= limit) return [`${count} ${count === 1 ? 'runs' : 'run'} now`];
  return [`${count} run now, and ${count - limit} of them end before anything new starts`];
}

function pausedText(now: RunProgress | undefined): string[] {
  return now?.paused === true ? ['it is paused, and nothing new starts until muster resume'] : [];
}

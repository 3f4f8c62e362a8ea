/** What is used of `/proc/PID/stat`; numbers as they stand there. */
export interface ProcessStat {
  readonly command: string;
  readonly parent: string;
  readonly group: string;
  /** Clock ticks since boot. */
  readonly startTime: string;
}

/** Fields after the command, see proc(5). */
const STATE_FIELD = 0;
const PARENT_FIELD = 1;
const GROUP_FIELD = 2;
const START_TIME_FIELD = 19;

/**
 * Reads the text of `/proc/PID/stat`. The command stands in parentheses and may hold any character. Undefined for a
 * zombie: it holds nothing any more, and where nobody reaps (a container without init) it stays for ever.
 */
export function processStatOf(text: string): ProcessStat | undefined {
  const commandEnd = text.lastIndexOf(')');
  const fields = text.slice(commandEnd + 2).split(' ');
  const state = fields[STATE_FIELD];
  if (state === 'Z' || state === 'X') return undefined;
  return {
    command: text.slice(text.indexOf('(') + 1, commandEnd),
    parent: fields[PARENT_FIELD] ?? '',
    group: fields[GROUP_FIELD] ?? '',
    startTime: fields[START_TIME_FIELD] ?? '',
  };
}

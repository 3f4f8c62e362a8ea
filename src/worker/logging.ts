import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

const PINO_LEVEL: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** One JSON object per line on stderr; on a terminal one readable line. */
export function createLog(): Logger {
  if (!process.stderr.isTTY) return pino({ base: null }, pino.destination({ dest: 2, sync: true }));
  return pino({ base: null }, { write: (line: string) => process.stderr.write(readable(line)) });
}

/** A pino line for people: time, level, message, the rest. */
export function readable(line: string): string {
  const { time, level, msg, ...rest } = JSON.parse(line) as { time: number; level: number; msg?: string };
  const clock = new Date(time).toISOString().slice(11, 19);
  const label = pino.levels.labels[level] ?? String(level);
  const details = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  return `${clock} ${label.padEnd(5)} ${msg ?? ''}${details}\n`;
}

let installed = false;

/**
 * Sends what Temporal's SDK and its core say through our log, from warnings upwards, and leaves signals to us. Temporal
 * allows one runtime per process, before its first connection: later calls change nothing.
 */
export function installTemporalRuntime(log: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => log[PINO_LEVEL[level]](meta ?? {}, message)),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} } },
    shutdownSignals: [],
  });
}

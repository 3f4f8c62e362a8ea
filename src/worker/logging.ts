import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type LogLevel,
  type TelemetryOptions,
} from '@temporalio/worker';
import { pino, type DestinationStream, type Logger } from 'pino';
import { UNWRITTEN_LOG_BYTES_MAX } from '../shared/limits.ts';
import { describeError } from './describe-error.ts';
import { MetricsAddressError, type MetricsPlace } from './metrics-address.ts';

const PINO_LEVEL: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** One JSON object per line on stderr; on a terminal one readable line. */
export function createLog(): Logger {
  if (!process.stderr.isTTY) return pino({ base: null }, logDestination(2));
  return pino({ base: null }, { write: (line: string) => process.stderr.write(readable(line)) });
}

/** A full disk must not end what only wanted to say something: lines are kept, up to a bound, and tried again. */
export function logDestination(dest: number | string): DestinationStream {
  const destination = pino.destination({ dest, sync: true, maxLength: UNWRITTEN_LOG_BYTES_MAX });
  destination.on('error', () => {});
  return destination;
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
 * Sends what Temporal's SDK and its core say through our log, from warnings upwards, serves its metrics and ours where
 * that is asked for, and leaves signals to us. Temporal allows one runtime per process, before its first connection:
 * later calls change nothing. Throws a {@link MetricsAddressError} when it cannot serve metrics and must.
 */
export function installTemporalRuntime(log: Logger, metrics?: MetricsPlace): void {
  if (installed) return;
  const install = (exporter: Pick<TelemetryOptions, 'metrics'>) =>
    Runtime.install({
      logger: new DefaultLogger('WARN', ({ level, message, meta }) => log[PINO_LEVEL[level]](meta ?? {}, message)),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} }, ...exporter },
      shutdownSignals: [],
    });
  try {
    install(metrics === undefined ? {} : { metrics: { prometheus: { bindAddress: metrics.address } } });
  } catch (error) {
    if (metrics === undefined) throw error;
    const trouble = new MetricsAddressError(metrics.address, error);
    if (metrics.required) throw trouble;
    log.warn({ error: describeError(trouble) }, 'this worker runs without metrics');
    install({});
  }
  installed = true;
}

import { expect, test } from 'vitest';
import { stopOnSignals } from '../../src/worker/stop-signals.ts';

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s asks for an end in order', (signal) => {
  const listeners = process.listenerCount(signal);
  const signals = stopOnSignals();
  const { stop } = signals;
  expect(stop.aborted).toBe(false);
  process.emit(signal, signal);
  expect(stop.reason).toBe(signal);
  signals.release();
  expect(process.listenerCount(signal)).toBe(listeners);
});

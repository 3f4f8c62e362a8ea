import { describe, expect, test } from 'vitest';
import { metricsPlaceOf } from '../../src/worker/metrics-address.ts';

describe('where metrics are served', () => {
  test.each([
    ['127.0.0.1:9464', '127.0.0.1:9464'],
    ['0.0.0.0:1', '0.0.0.0:1'],
    ['localhost:9464', '127.0.0.1:9464'],
    ['[::1]:65535', '[::1]:65535'],
  ])('%s', (text, address) => {
    expect(metricsPlaceOf(text, {})).toEqual({ address, required: true });
    expect(metricsPlaceOf(undefined, { MUSTER_METRICS_ADDRESS: text })).toEqual({ address, required: false });
  });

  test('is nowhere unless somebody asks, and the flag wins', () => {
    expect(metricsPlaceOf(undefined, {})).toBeUndefined();
    expect(metricsPlaceOf(undefined, { MUSTER_METRICS_ADDRESS: '' })).toBeUndefined();
    const env = { MUSTER_METRICS_ADDRESS: 'nonsense' };
    expect(metricsPlaceOf('127.0.0.1:9464', env)).toEqual({ address: '127.0.0.1:9464', required: true });
  });

  test.each(['', '9464', ':9464', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:65536', '127.0.0.1:9464 ', '::1:9464'])(
    '"%s" is refused with a sentence that names where it came from',
    (text) => {
      expect(() => metricsPlaceOf(text, {})).toThrow(/^--metrics-address: ".*" is not an address/);
      if (text !== '') {
        expect(() => metricsPlaceOf(undefined, { MUSTER_METRICS_ADDRESS: text })).toThrow(/^MUSTER_METRICS_ADDRESS: "/);
      }
    },
  );

  test.each(['example.com:9464', '300.0.0.1:9464', '[127.0.0.1]:9464', 'http://127.0.0.1:9464'])(
    '%s is no address of a machine',
    (text) => {
      expect(() => metricsPlaceOf(text, {})).toThrow('as in 127.0.0.1:9464');
    },
  );
});

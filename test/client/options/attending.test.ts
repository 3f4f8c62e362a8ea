import { describe, expect, it } from 'vitest';
import type { AttendingFlags } from '../../../src/client/options/attending.ts';
import { attendingOf } from '../../../src/client/options/attending.ts';

const of = (flags: AttendingFlags, env: Record<string, string> = {}, detach = false) =>
  attendingOf({ flags, env }, detach);

describe('a lease', () => {
  it('is five minutes in CI and off elsewhere, unless it is said', () => {
    expect(of({}).leaseMs).toBeUndefined();
    expect(of({}, { CI: 'true' }).leaseMs).toBe(300_000);
    expect(of({ lease: 'off' }, { CI: 'true' }).leaseMs).toBeUndefined();
    expect(of({ lease: '90s' }).leaseMs).toBe(90_000);
  });

  it('is nothing for a detached run: in CI it has none, and asked for it is refused', () => {
    expect(of({}, { CI: 'true' }, true).leaseMs).toBeUndefined();
    expect(of({ lease: 'off' }, {}, true).leaseMs).toBeUndefined();
    expect(() => of({ lease: '5m' }, {}, true)).toThrow('exclude each other');
  });

  it.each(['5', '1s', '2d', 'soon'])('of %s is refused', (lease) => {
    expect(() => of({ lease })).toThrow('--lease');
  });
});

describe('an interrupt', () => {
  it('does what flag or variable say, else what fits the place', () => {
    expect(of({}).onInterrupt).toBeUndefined();
    expect(of({}, { MUSTER_ON_INTERRUPT: 'detach' }).onInterrupt).toBe('detach');
    expect(of({ onInterrupt: 'cancel' }, { MUSTER_ON_INTERRUPT: 'detach' }).onInterrupt).toBe('cancel');
  });

  it('of a word that does not exist is refused with those that do', () => {
    expect(() => of({}, { MUSTER_ON_INTERRUPT: 'quit' })).toThrow('MUSTER_ON_INTERRUPT: "quit" is none of ask, cancel');
  });
});

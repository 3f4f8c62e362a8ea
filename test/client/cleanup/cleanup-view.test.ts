import { describe, expect, it } from 'vitest';
import {
  keptLines,
  ownedLines,
  questionText,
  resultLines,
  resultRecords,
} from '../../../src/client/cleanup/cleanup-view.ts';
import type { OwnedNamespace, OwnedState } from '../../../src/client/cleanup/find-owned.ts';
import { recordOf } from '../../support/fake-namespaces.ts';

function owned(name: string, state: OwnedState, more: Partial<OwnedNamespace> = {}): OwnedNamespace {
  return {
    record: recordOf(name),
    runName: 'nightly',
    scenario: 'a.sh',
    installation: 'ours',
    ageMs: 90_000,
    state,
    ...more,
  };
}

describe('muster cleanup shows', () => {
  it('each namespace with its state; a kept one with the end of its time', () => {
    const lines = ownedLines([
      owned('muster-a', 'active'),
      owned('muster-b', 'kept', { keptUntilMs: Date.UTC(2026, 0, 1, 12) }),
    ]);
    expect(lines).toEqual([
      'NAMESPACE  RUN      SCENARIO  INSTALLATION  AGE     STATE',
      'muster-a   nightly  a.sh      ours          1m 30s  active',
      'muster-b   nightly  a.sh      ours          1m 30s  kept until 2026-01-01T12:00:00Z',
    ]);
    expect(ownedLines([])).toEqual([]);
  });

  it('in its question how many look alive', () => {
    const dead = [owned('a', 'expired'), owned('b', 'draining')];
    expect(questionText(dead)).toBe('None of them looks alive. Delete 2 namespaces and all that is in them?');
    expect(questionText([...dead, owned('c', 'active')])).toContain('1 of them looks alive');
    expect(questionText([owned('c', 'active'), owned('d', 'active')])).toContain('2 of them look alive');
  });

  it('what became of each, with -o json and in lines', () => {
    const gone = owned('gone', 'expired');
    const going = owned('going', 'expired');
    const changed = owned('changed', 'expired');
    const refused = owned('refused', 'expired');
    const kept = owned('kept', 'kept');
    const all = [gone, going, changed, refused, kept];
    const result = {
      gone: [gone],
      draining: [going],
      changed: [changed],
      refused: [{ namespace: refused, message: 'may not' }],
    };
    expect(resultRecords(all, [kept], result)).toMatchObject([
      { namespace: 'gone', outcome: 'deleted', run: 'nightly', state: 'expired' },
      { namespace: 'going', outcome: 'draining' },
      { namespace: 'changed', outcome: 'changed' },
      { namespace: 'refused', outcome: 'refused', message: 'may not' },
      { namespace: 'kept', outcome: 'spared' },
    ]);
    expect(resultRecords(all, [kept], undefined).map(({ outcome }) => outcome)).toEqual([
      'listed',
      'listed',
      'listed',
      'listed',
      'spared',
    ]);
    expect(resultLines(result)).toEqual([
      '! refused cannot be deleted: may not',
      '! changed has changed since it was listed and is left alone: look again',
      '1 deleted',
      '1 still draining; their deletion is accepted',
      'namespaces left: 3',
    ]);
    expect(keptLines([kept])).toEqual(['kept, and not deleted without --kept: 1']);
  });
});

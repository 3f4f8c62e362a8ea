import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metadataOf, standingOf } from '../../../src/kubernetes/index.ts';
import type { Standing } from '../../../src/kubernetes/index.ts';
import { Mark } from '../../../src/shared/namespace.ts';
import { testOwner } from '../../support/cluster.ts';

const atMs = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const owner = testOwner();

function marked(expiresAtMs: number, keepUntil?: string) {
  const { labels, annotations } = metadataOf(owner, expiresAtMs);
  return {
    labels,
    annotations: keepUntil === undefined ? annotations : { ...annotations, [Mark.keepUntilAnnotation]: keepUntil },
  };
}

test('it is expired exactly when its hard expiry is past, by whatever clock', () => {
  fc.assert(
    fc.property(atMs, atMs, (expiresAtMs, nowMs) => {
      expect(standingOf(marked(expiresAtMs), nowMs)).toBe(expiresAtMs < nowMs ? 'expired' : 'claimed');
    }),
  );
});

test('a kept one is kept until its time, whatever its expiry says, and nothing special afterwards', () => {
  fc.assert(
    fc.property(atMs, atMs, atMs, (expiresAtMs, keepUntilMs, nowMs) => {
      const standing = standingOf(marked(expiresAtMs, new Date(keepUntilMs).toISOString()), nowMs);
      if (keepUntilMs > nowMs) expect(standing).toBe('kept');
      else expect(standing).toBe(standingOf(marked(expiresAtMs), nowMs));
    }),
  );
});

test('without any one of the marks of ownership it is foreign, however long ago it expired', () => {
  const { labels, annotations } = marked(0);
  const needed = Object.keys(annotations).filter((key) => key !== Mark.expiresAtAnnotation);
  expect(needed).toHaveLength(6);
  for (const key of needed) {
    const { [key]: _gone, ...rest } = annotations as Record<string, string>;
    expect(standingOf({ labels, annotations: rest }, Date.now()), key).toBe('foreign' satisfies Standing);
  }
  expect(standingOf({ labels: {}, annotations }, Date.now())).toBe('foreign');
});

test.each(['', 'for ever', '1e99'])('an expiry that cannot be read (%j) is none: its owner decides', (text) => {
  const { labels, annotations } = marked(0);
  const unreadable = { labels, annotations: { ...annotations, [Mark.expiresAtAnnotation]: text } };
  expect(standingOf(unreadable, Date.now())).toBe('claimed');
  expect(standingOf(marked(0, text), Date.now())).toBe('expired');
});

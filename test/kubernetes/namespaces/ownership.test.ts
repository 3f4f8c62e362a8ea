import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  expiresAtMsOf,
  isSameOwner,
  metadataOf,
  ownerOf,
  runSelector,
} from '../../../src/kubernetes/namespaces/ownership.ts';
import type { NamespaceOwner } from '../../../src/shared/namespace.ts';
import { Mark } from '../../../src/shared/namespace.ts';

const text = fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' });
const owner: fc.Arbitrary<NamespaceOwner> = fc.record({
  runName: text,
  scenario: text,
  attempt: fc.integer({ min: 1, max: 1_000 }),
  temporalNamespaceId: fc.uuid(),
  workflowId: text,
  firstRunId: fc.uuid(),
});
const expiry = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.getTime());

test('an owner survives the round trip through labels and annotations, whatever its names are', () => {
  fc.assert(
    fc.property(owner, expiry, (original, expiresAtMs) => {
      const metadata = metadataOf(original, expiresAtMs);
      expect(ownerOf(metadata)).toEqual(original);
      expect(isSameOwner(ownerOf(metadata), original)).toBe(true);
      expect(expiresAtMsOf(metadata)).toBe(expiresAtMs);
    }),
  );
});

test('labels are legal for Kubernetes whatever the names are', () => {
  fc.assert(
    fc.property(owner, (original) => {
      for (const value of Object.values(metadataOf(original, 0).labels)) {
        expect(value).toMatch(/^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/);
      }
    }),
  );
});

test('a run selects exactly the label that it writes', () => {
  fc.assert(
    fc.property(owner, (original) => {
      const { labels } = metadataOf(original, 0);
      expect(runSelector(original.runName)).toBe(
        `${Mark.managedByLabel}=${labels[Mark.managedByLabel]},${Mark.runLabel}=${labels[Mark.runLabel]}`,
      );
    }),
  );
});

test('an owner that differs in any one field is another owner', () => {
  fc.assert(
    fc.property(owner, fc.constantFrom(...fieldNames), (original, field) => {
      const other = { ...original, [field]: field === 'attempt' ? original.attempt + 1 : `${original[field]}x` };
      expect(isSameOwner(other, original)).toBe(false);
    }),
  );
});

const fieldNames = ['runName', 'scenario', 'attempt', 'temporalNamespaceId', 'workflowId', 'firstRunId'] as const;

test('metadata that lacks the label or any annotation of the owner has no owner', () => {
  const metadata = metadataOf({ ...sample }, 0);
  expect(ownerOf({ ...metadata, labels: {} })).toBeUndefined();
  const withoutOwner = Object.keys(metadata.annotations).filter((key) => {
    const { [key]: _removed, ...annotations } = metadata.annotations;
    return ownerOf({ ...metadata, annotations }) === undefined;
  });
  expect(withoutOwner).toHaveLength(6);
  expect(withoutOwner).not.toContain(Mark.expiresAtAnnotation);
  expect(
    ownerOf({ ...metadata, annotations: { ...metadata.annotations, [Mark.attemptAnnotation]: '1e3' } }),
  ).toBeUndefined();
});

const sample: NamespaceOwner = {
  runName: 'r',
  scenario: 's.sh',
  attempt: 1,
  temporalNamespaceId: 't',
  workflowId: 'w',
  firstRunId: 'f',
};

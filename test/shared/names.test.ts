import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NAMESPACE_NAME_LENGTH_MAX } from '../../src/shared/limits.ts';
import {
  isRunName,
  labelValueOf,
  namespaceNameOf,
  releaseNameOf,
  runNameOf,
  runWorkflowIdOf,
  scenarioIdPrefixOf,
  scenarioWorkflowIdOf,
  slugOf,
  stemOf,
} from '../../src/shared/names.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const anyText = fc.string({ unit: 'binary', maxLength: 400 });
const key = fc.uuid();
const attempt = fc.integer({ min: 1, max: 50 });

describe('namespace names', () => {
  test('are DNS-1123 labels of at most 53 characters, whatever the scenario is called', () => {
    fc.assert(
      fc.property(anyText, anyText, key, attempt, (prefix, path, uuid, count) => {
        const name = namespaceNameOf(prefix, path, uuid, count);
        expect(name).toMatch(dnsLabel);
        expect(name.length).toBeLessThanOrEqual(NAMESPACE_NAME_LENGTH_MAX);
      }),
    );
  });

  test('differ between attempts and between keys, and stay the same for the same attempt', () => {
    fc.assert(
      fc.property(anyText, key, key, attempt, attempt, (path, one, other, first, second) => {
        const name = namespaceNameOf('muster', path, one, first);
        expect(namespaceNameOf('muster', path, one, first)).toBe(name);
        if (first !== second) expect(namespaceNameOf('muster', path, one, second)).not.toBe(name);
        if (one !== other) expect(namespaceNameOf('muster', path, other, first)).not.toBe(name);
      }),
    );
  });

  test('of many attempts do not collide', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => namespaceNameOf('muster', 's.sh', `key-${index}`, 1));
    expect(new Set(names).size).toBe(names.length);
  });
});

test('release names begin with a letter, are DNS labels and leave room for what charts append', () => {
  fc.assert(
    fc.property(anyText, key, attempt, (path, uuid, count) => {
      const name = releaseNameOf(path, uuid, count);
      expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(25);
    }),
  );
});

test('label values are legal for any text, and legal texts stay themselves', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const value = labelValueOf(text);
      expect(value).toMatch(/^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/);
      expect(value.length).toBeLessThanOrEqual(63);
    }),
  );
  expect(labelValueOf('nightly-2026.11_23')).toBe('nightly-2026.11_23');
});

test('two texts that are cut to the same label value are told apart by its hash', () => {
  const long = 'x'.repeat(80);
  expect(labelValueOf(`${long}1`)).not.toBe(labelValueOf(`${long}2`));
});

test('workflow ids of scenarios are at most 255 bytes of plain ASCII and differ between paths', () => {
  const path = fc.oneof(anyText, fc.stringMatching(/^[a-z/]{1,300}$/));
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{1,100}$/), fc.uuid(), path, path, (run, runId, one, other) => {
      const id = scenarioWorkflowIdOf(runWorkflowIdOf(run), runId, one);
      expect(Buffer.byteLength(id)).toBeLessThanOrEqual(255);
      expect(id).toMatch(/^[\x20-\x7e]+$/);
      if (one !== other) expect(scenarioWorkflowIdOf(runWorkflowIdOf(run), runId, other)).not.toBe(id);
    }),
  );
});

test('every scenario id of a run begins with the one prefix, and none of another run does', () => {
  const prefix = scenarioIdPrefixOf('muster-a', 'run-1');
  fc.assert(
    fc.property(anyText, (path) => {
      expect(scenarioWorkflowIdOf('muster-a', 'run-1', path).startsWith(prefix)).toBe(true);
      expect(scenarioWorkflowIdOf('muster-a', 'run-2', path).startsWith(prefix)).toBe(false);
    }),
  );
});

test('a run of the same name has other scenario ids', () => {
  expect(scenarioWorkflowIdOf('muster-a', 'run-1', 's.sh')).not.toBe(scenarioWorkflowIdOf('muster-a', 'run-2', 's.sh'));
});

test('a run name survives the way to its workflow id and back', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      expect(runNameOf(runWorkflowIdOf(name))).toBe(name);
    }),
  );
  expect(runNameOf('started-by-hand')).toBe('started-by-hand');
});

test.each(['a', 'nightly-1', 'A.b_c-9'])('%s is a run name', (name) => expect(isRunName(name)).toBe(true));
test.each(['', '-a', 'a-', 'a b', 'a/b', 'ä', 'x'.repeat(101)])('"%s" is not a run name', (name) => {
  expect(isRunName(name)).toBe(false);
});

test('slugs keep what can be read', () => {
  expect(slugOf('Jupyter Load (4.1.1)', 40)).toBe('jupyter-load-4-1-1');
  expect(slugOf('Über', 40)).toBe('uber');
  expect(slugOf('***', 40)).toBe('x');
});

test('a stem is the file name without its last extension', () => {
  expect(stemOf('a/b/smoke.test.sh')).toBe('smoke.test');
  expect(stemOf('plain')).toBe('plain');
  expect(stemOf('.hidden')).toBe('.hidden');
});

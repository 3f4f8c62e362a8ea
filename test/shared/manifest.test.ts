import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MANIFEST_OBJECTS_MAX } from '../../src/shared/limits.ts';
import { manifestObjectsOf, manifestProblemText, type ManifestObject } from '../../src/shared/manifest.ts';

function objectsOf(text: string): readonly ManifestObject[] {
  const read = manifestObjectsOf(text);
  if ('problem' in read) throw new Error(manifestProblemText('f', read.problem));
  return read.objects;
}

function problemOf(text: string): string {
  const read = manifestObjectsOf(text);
  return 'problem' in read ? manifestProblemText('f', read.problem) : 'none';
}

const configMap = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
const place = (text: string) => objectsOf(text).map((object) => `${object.place}: ${object.name}`);

describe('the objects of a file', () => {
  test('are those of all its documents in their order; empty documents count and hold nothing', () => {
    expect(place(`# first\n---\n${configMap('a')}---\n# nothing\n---\n${configMap('b')}`)).toEqual([
      'document 1: a',
      'document 3: b',
    ]);
  });

  test('are those of its lists, also of lists in lists', () => {
    const item = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const list = (...items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });
    expect(place(JSON.stringify(list(item('a'), list(item('b')), item('c'))))).toEqual([
      'document 1, item 1: a',
      'document 1, item 2, item 1: b',
      'document 1, item 3: c',
    ]);
  });

  test('know their group and version', () => {
    const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: r }';
    expect(objectsOf(role)).toMatchObject([{ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' }]);
    expect(objectsOf(configMap('a'))).toMatchObject([{ group: '', version: 'v1', kind: 'ConfigMap' }]);
  });

  test('are read as kubectl reads them: octal modes, on and off, times and base-60 numbers as text', () => {
    const data = 'data:\n  mode: 0644\n  on: yes\n  day: 2024-01-02\n  ports: 22:22\n  text: "0644"\n';
    expect(objectsOf(configMap('a', data))[0]?.body['data']).toEqual({
      mode: 0o644,
      true: true,
      day: '2024-01-02',
      ports: '22:22',
      text: '0644',
    });
  });

  test('lose what only a server writes', () => {
    const exported = '  uid: u\n  resourceVersion: "7"\n  creationTimestamp: null\n  labels: { a: b }\n';
    expect(objectsOf(configMap('a', exported))[0]?.body['metadata']).toEqual({ name: 'a', labels: { a: 'b' } });
  });
});

describe('a file is refused with the document and what was expected:', () => {
  const secret = 'hunter2';
  test.each([
    ['nothing in it', '# only a comment\n', 'f: expected at least one object, found none'],
    [
      'no YAML',
      `a: ${secret}\n  b: [`,
      /^f, document 1: expected valid YAML or JSON, found [A-Z_]+ in line \d+, column \d+$/,
    ],
    [
      'a key twice',
      configMap('a', `data: { k: ${secret}, k: ${secret} }`),
      /document 1: expected each key once, found one twice in line 5/,
    ],
    ['a second document that is a list', `${configMap('a')}---\n[${secret}]`, /document 2: .*found a list/],
    ['no apiVersion', `kind: ${secret}`, /expected an apiVersion such as v1 or apps\/v1, found nothing/],
    ['an apiVersion that is none', `apiVersion: ${secret}!`, /expected an apiVersion .* found another text/],
    ['no kind', 'apiVersion: v1', /expected a kind such as Secret, found nothing/],
    ['no name', 'apiVersion: v1\nkind: Secret\nmetadata: { generateName: a- }', /expected a metadata\.name/],
    ['a name that YAML takes for no', configMap('n'), /expected a metadata\.name that can be used, found a boolean/],
    ['a name that leads elsewhere', configMap('../../secrets/a'), /expected a metadata\.name .* found another text/],
    [
      'labels that are none',
      configMap('a', `  labels: [${secret}]`),
      /expected metadata\.labels as keys and values, found a list/,
    ],
    ['a literal namespace', configMap('a', `  namespace: ${secret}`), /expected no metadata\.namespace/],
    ['a list that holds a text', `{"kind":"List","items":["${secret}"]}`, /document 1, item 1: .*another text/],
    ['aliases that explode', bomb(), /document 1: expected/],
    ['an alias to nowhere', `a: *${secret}`, /document 1: expected/],
    ['nesting without end', '['.repeat(100_000), /document 1: expected/],
    [
      'too many objects',
      Array.from({ length: MANIFEST_OBJECTS_MAX + 1 }, () => configMap('a')).join('---\n'),
      /at most 100/,
    ],
    [
      'too long a list',
      JSON.stringify({ kind: 'List', items: Array.from({ length: 30_000 }, () => null) }),
      /item 1: /,
    ],
  ])('%s', (_what, text, expected) => {
    const problem = problemOf(text);
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
    expect(problem).not.toContain(secret);
  });
});

/** One text of 64 KiB that a few aliases would write out 81 times, inside what YAML libraries allow. */
function bomb(): string {
  const long = 'x'.repeat(64 * 1024);
  const nine = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(',')}]`;
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nx: &x ${long}\ny: &y ${nine('x')}\nz: ${nine('y')}\n`;
}

test('whatever a file holds, reading it ends with objects or with a problem that repeats none of its words', () => {
  const word = fc.stringMatching(/^[a-z]{12,20}$/);
  const piece = fc.oneof(
    word,
    fc.constantFrom('---\n', 'apiVersion: v1\n', 'kind: ', 'metadata: ', '{', '[', ': ', '\n  ', '&a ', '*a'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const read = manifestObjectsOf(pieces.join(''));
      if (!('problem' in read)) return read.objects.length > 0;
      const text = manifestProblemText('', read.problem);
      return pieces.every((each) => !/^[a-z]{12,20}$/.test(each) || !text.includes(each));
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => manifestObjectsOf(text) !== undefined));
});

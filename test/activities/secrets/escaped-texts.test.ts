import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapedTextsOf } from '../../../src/activities/secrets/escaped-texts.ts';
import { Redaction } from '../../../src/activities/secrets/redaction.ts';
import { secretTextsOf } from '../../../src/activities/secrets/secret-texts.ts';

const SECRET = 'p@ss w/rd+x=1&y?z#%"q:$k';
const MARKED_UP = `a<b>&"c'd~e*f(g)h!`;

function redacted(secret: string, output: string): string {
  const redaction = new Redaction([secret]);
  return Buffer.concat([redaction.write(Buffer.from(output)), redaction.end()]).toString();
}

function passwordOf(secret: string): string {
  const url = new URL('http://user@host');
  url.password = secret;
  return url.password;
}

/** Any characters, and often those that some program escapes. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...`aZ0 %"'&<>+/=?#:;,@$~*()!\\|^[]{}é\n\t`.split('')), maxLength: 60 }),
);

describe('a secret is found as it is written', () => {
  // By hand where the program is not at hand: what it really printed.
  test.each([
    ['in JSON', SECRET, String.raw`p@ss w/rd+x=1&y?z#%\"q:$k`],
    ["in Go's JSON", SECRET, String.raw`p@ss w/rd+x=1\u0026y?z#%\"q:$k`],
    ["in Go's JSON, < and > too", MARKED_UP, String.raw`a\u003cb\u003e\u0026\"c'd~e*f(g)h!`],
    ["in Go's JSON, line separators too", 'one\u2028two\u2029three', String.raw`one\u2028two\u2029three`],
    ['in JSON within JSON', SECRET, String.raw`p@ss w/rd+x=1&y?z#%\\\"q:$k`],
    ["in JSON within Go's JSON", SECRET, String.raw`p@ss w/rd+x=1\u0026y?z#%\\\"q:$k`],
    ["in Go's JSON within JSON", SECRET, String.raw`p@ss w/rd+x=1\\u0026y?z#%\\\"q:$k`],
    ['by encodeURIComponent', MARKED_UP, encodeURIComponent(MARKED_UP)],
    ['by encodeURIComponent, with + for blanks', 'a b!c d', 'a+b!c+d'],
    ['by all that RFC 3986 reserves', MARKED_UP, 'a%3Cb%3E%26%22c%27d~e%2Af%28g%29h%21'],
    ["by Python's quote()", SECRET, 'p%40ss%20w/rd%2Bx%3D1%26y%3Fz%23%25%22q%3A%24k'],
    ["by Python's quote_plus(), Go's QueryEscape", SECRET, 'p%40ss+w%2Frd%2Bx%3D1%26y%3Fz%23%25%22q%3A%24k'],
    ['in hexadecimal digits that are no capitals', SECRET, 'p%40ss%20w%2frd%2bx%3d1%26y%3fz%23%25%22q%3a%24k'],
    ['in a form', MARKED_UP, new URLSearchParams({ s: MARKED_UP }).toString().slice(2)],
    ['as the password of a WHATWG URL', SECRET, 'p%40ss%20w%2Frd+x%3D1&y%3Fz%23%%22q%3A$k'],
    ["as the password of Go's url.URL", SECRET, 'p%40ss%20w%2Frd+x=1&y%3Fz%23%25%22q%3A$k'],
    ['in bytes of UTF-8', 'señor señor', 'se%c3%b1or%20se%c3%b1or'],
  ])('%s', (_, secret, written) => {
    expect(redacted(secret, `<${written}>`)).toBe('<***>');
  });

  describe.each(['"', '&quot;', '&#34;'])('in HTML and XML with %s', (double) => {
    test.each(["'", '&#39;', '&#x27;', '&apos;'])('and %s', (single) => {
      expect(redacted(MARKED_UP, `<a&lt;b&gt;&amp;${double}c${single}d~e*f(g)h!>`)).toBe('<***>');
    });
  });

  test('by what Node writes, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const known = [text, ...escapedTextsOf(text)];
        expect(known).toContain(JSON.stringify(text).slice(1, -1));
        expect(known).toContain(encodeURIComponent(text));
        expect(known).toContain(new URLSearchParams({ s: text }).toString().slice(2));
        expect(known).toContain(passwordOf(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the number of texts', () => {
  test('does not grow for a value that nobody escapes', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcXYZ0189-_.'.split('')), maxLength: 60 });
    fc.assert(
      fc.property(plain, (text) => {
        expect(escapedTextsOf(text)).toEqual([]);
      }),
    );
  });

  test('is at most 33, each once, none the text itself or shorter than it', () => {
    const all = `${String.fromCharCode(...Array.from({ length: 0x80 }, (_, code) => code))}é\u2028`;
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constant(all)), (text) => {
        const texts = escapedTextsOf(text);
        expect(texts.length).toBeLessThanOrEqual(33);
        expect(new Set([text, ...texts]).size).toBe(texts.length + 1);
        expect(texts.every((each) => each.length >= text.length)).toBe(true);
      }),
    );
  });

  test('stays far below the limit for a key of 100 lines', () => {
    const line = 'Ab/+'.repeat(16);
    const lines = Array.from({ length: 98 }, (_, index) => `${index}${line}`.slice(0, 64));
    const key = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'].join('\n');
    expect(secretTextsOf(key).length).toBeLessThan(400);
  });
});

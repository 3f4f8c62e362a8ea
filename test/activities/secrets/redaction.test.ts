import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redaction } from '../../../src/activities/secrets/redaction.ts';
import { secretTextsOf } from '../../../src/activities/secrets/secret-texts.ts';
import { REDACTED_PIECE_BYTES_MAX, REDACTED_TEXTS_MAX } from '../../../src/shared/limits.ts';

/** Cuts the data after these many bytes, again and again. */
function chunksOf(data: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < data.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? data.length;
    chunks.push(data.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function redacted(secrets: readonly string[], data: Buffer | string, sizes: readonly number[] = []): Buffer {
  const redaction = new Redaction(secrets);
  const chunks = chunksOf(Buffer.from(data), sizes);
  return Buffer.concat([...chunks.map((chunk) => redaction.write(chunk)), redaction.end()]);
}

/** What the rule says, without any cleverness: mark every byte that some text covers. */
function marked(secrets: readonly string[], data: Buffer): Buffer {
  const texts = secrets.flatMap(secretTextsOf);
  const isCovered = Array.from(data, () => false);
  for (const text of texts) {
    for (let at = data.indexOf(text); at >= 0; at = data.indexOf(text, at + 1))
      isCovered.fill(true, at, at + text.length);
  }
  const parts = Array.from(data, (byte, at) => {
    if (isCovered[at] !== true) return Buffer.of(byte);
    return Buffer.from(isCovered[at - 1] === true ? '' : '***');
  });
  return Buffer.concat(parts);
}

// Few letters, so that secrets overlap, contain each other and begin again within themselves.
const secret = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 6, maxLength: 14 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é'), minLength: 6, maxLength: 30 }),
);
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 20 }).map((text) => Buffer.from(text)),
);
const output = fc.record({
  secrets: fc.array(secret, { minLength: 1, maxLength: 5 }),
  pieces: fc.array(fc.oneof(piece, fc.nat()), { maxLength: 20 }),
});

/** Numbers in the output stand for one of the texts by which a secret is found. */
function dataOf({ secrets, pieces }: { secrets: string[]; pieces: (Buffer | number)[] }): Buffer {
  const texts = secrets.flatMap(secretTextsOf);
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'number' ? (texts[piece % texts.length] ?? Buffer.alloc(0)) : piece)),
  );
}

describe('a stream of bytes', () => {
  test('however it is cut, every stretch that secrets cover becomes ***, and no other byte changes', () => {
    fc.assert(
      fc.property(output, sizes, (given, sizes) => {
        const data = dataOf(given);
        expect(redacted(given.secrets, data, sizes)).toEqual(marked(given.secrets, data));
      }),
      { numRuns: 2_000 },
    );
  });

  test('without secrets each chunk comes out as the very same object', () => {
    const chunk = Buffer.from('anything');
    expect(new Redaction(['short', 'true', 'production']).write(chunk)).toBe(chunk);
    expect(new Redaction(['not-in-there']).write(chunk).buffer).toBe(chunk.buffer);
  });

  test('nothing is held back but what may be the beginning of a secret', () => {
    const redaction = new Redaction(['hunter2-hunter2']);
    expect(redaction.write(Buffer.from('plain')).toString()).toBe('plain');
    expect(redaction.write(Buffer.from('password: hunter2-h')).toString()).toBe('password: ');
    expect(redaction.write(Buffer.from('orse\n')).toString()).toBe('hunter2-horse\n');
    expect(redaction.write(Buffer.from('hunter2-hunter2')).toString()).toBe('***');
    expect(redaction.write(Buffer.from(' hunter2')).toString()).toBe(' ');
    expect(redaction.end().toString()).toBe('hunter2');
  });

  test('a secret longer than a piece is taken out as a whole, and never more than a piece is held back', () => {
    const long = Array.from({ length: 400 }, (_, index) => createHash('sha256').update(`${index}`).digest('hex')).join(
      '',
    );
    expect(redacted([long], `<${long}>`, [700]).toString()).toBe('<***>');
    const redaction = new Redaction([long]);
    const [begin, ...others] = chunksOf(Buffer.from(long.slice(0, REDACTED_PIECE_BYTES_MAX + 1)), [
      REDACTED_PIECE_BYTES_MAX - 1,
    ]);
    expect(redaction.write(begin ?? Buffer.alloc(0))).toHaveLength(0);
    expect(Buffer.concat(others.map((chunk) => redaction.write(chunk))).toString()).toBe('***');
  });

  test('a secret that is added later is found from then on, also when it had begun before', () => {
    const redaction = new Redaction(['first-secret']);
    const out = [redaction.write(Buffer.from('first-secret second-secret fir'))];
    redaction.addSecret('first-token');
    out.push(redaction.write(Buffer.from('st-token second-secret')), redaction.end());
    expect(Buffer.concat(out).toString()).toBe('*** second-secret *** second-secret');
  });
});

describe('a secret is found', () => {
  const secret = 'p@ss "w/rd"+?';
  const key = [
    '-----BEGIN KEY-----',
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC',
    '  indented/line+of=it ',
    'ab',
    '-----END KEY-----',
  ];

  test.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ secret })],
    ['in a URL', `postgres://me:${encodeURIComponent(secret)}@db`],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in the base64 of a URL', Buffer.from(secret).toString('base64url')],
  ])('%s', (_, text) => {
    const out = redacted([secret], text).toString();
    expect(out).toContain('***');
    expect(out).not.toContain(text.slice(-6));
  });

  test.each([0, 1, 2, 3, 4])('in the base64 of a longer text, %i bytes into it', (before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${secret}:and more`).toString('base64');
    const out = redacted([secret], text).toString();
    // What is left is what the text around it decides.
    const characters = (secret.length * 8) / 6;
    expect(out.replace('***', '').length).toBeLessThanOrEqual(text.length - characters + 2);
  });

  test('in the lines that base64 prints', () => {
    const long = 'abcdefghij-'.repeat(40);
    const printed = `${(
      Buffer.from(long)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n')}\n`;
    expect(redacted([long], printed).toString()).toBe(printed.replaceAll(/.+/g, '***'));
  });

  test('by each of its lines, without their indentation; as a whole it is taken out with its short lines', () => {
    const found = redacted([key.join('\n')], `${key[1]} and ${key[2]?.trim()} and ab`).toString();
    expect(found).toBe('*** and *** and ab');
    expect(redacted([key.join('\n')], `<${key.join('\n')}>`, [5]).toString()).toBe('<***>');
  });

  test('in a text that does not belong to the stream', () => {
    const redaction = new Redaction(['hunter2-hunter2']);
    redaction.write(Buffer.from('hunter2'));
    expect(redaction.text('skipped: hunter2-hunter2')).toBe('skipped: ***');
    expect(redaction.end().toString()).toBe('hunter2');
  });
});

describe('what is not looked for', () => {
  test.each(['', '12345', ' 12345 ', 'true', 'False', 'undefined', 'Bearer', 'password'])('%j', (value) => {
    expect(secretTextsOf(value)).toEqual([]);
  });

  test('more than can be looked for is refused, instead of leaving a part of it in the log', () => {
    const lines = Array.from({ length: REDACTED_TEXTS_MAX + 1 }, (_, index) => `line ${index}`).join('\n');
    expect(() => new Redaction([lines])).toThrow(
      expect.objectContaining({ type: 'Scenario.CannotStart', nonRetryable: true }) as Error,
    );
  });
});

import { REDACTED_CHARACTERS_MIN, REDACTED_PIECE_BYTES_MAX } from '../../shared/limits.ts';
import { isRedactable } from '../../shared/secret-values.ts';
import { escapedTextsOf } from './escaped-texts.ts';

/** `base64` of coreutils breaks its lines here. */
const BASE64_LINE = 76;

/**
 * The byte strings by which a secret is found in an output, none shorter than REDACTED_CHARACTERS_MIN or longer than
 * REDACTED_PIECE_BYTES_MAX: itself, each of its lines, in base64, and as JSON, URLs, HTML and XML escape it. Empty
 * for a value that cannot be told from ordinary words.
 */
export function secretTextsOf(value: string): readonly Buffer[] {
  if (!isRedactable(value)) return [];
  // Through bytes, as it reaches a script: half a surrogate pair is no character there.
  const secret = Buffer.from(value.trim()).toString();
  const texts = [
    secret,
    ...secret
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(isRedactable),
    ...base64TextsOf(Buffer.from(secret)),
    ...escapedTextsOf(secret),
  ];
  return [...new Set(texts)].flatMap((text) => piecesOf(Buffer.from(text), REDACTED_PIECE_BYTES_MAX));
}

/**
 * Base64 writes three bytes as four characters, so a text within another is written in one of three ways, depending on
 * what is before it. Characters at its ends that hold bits of its neighbours as well are left out.
 */
function base64TextsOf(secret: Buffer): readonly string[] {
  const alone = secret.toString('base64');
  const within = [0, 1, 2].map((before) => {
    const bits = (before + secret.length) * 8;
    const characters = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
    return characters.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  });
  const standard = [alone, ...linesOf(alone), ...within];
  return [...standard, ...standard.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}

function linesOf(base64: string): readonly string[] {
  return piecesOf(Buffer.from(base64), BASE64_LINE, 0).map((piece) => piece.toString());
}

/** Pieces of at most `bytesMax`; the last one reaches back to be whole, unless it is to be as short as it is. */
function piecesOf(text: Buffer, bytesMax: number, lastBytesMin = bytesMax): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let start = 0; start < text.length; start += bytesMax) {
    const end = Math.min(start + bytesMax, text.length);
    pieces.push(text.subarray(Math.max(0, Math.min(start, end - lastBytesMin)), end));
  }
  return pieces.filter((piece) => piece.length >= REDACTED_CHARACTERS_MIN);
}

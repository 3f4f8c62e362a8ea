import { FailureType } from '../../shared/failure-types.ts';
import { REDACTED_TEXTS_MAX } from '../../shared/limits.ts';
import { permanentFailure } from '../failures.ts';
import { secretTextsOf } from './secret-texts.ts';
import { TextFinder } from './text-finder.ts';

const STARS = Buffer.from('***');
const NONE = Buffer.alloc(0);

/**
 * Takes known secrets out of a stream of bytes: each stretch that secrets cover becomes `***`, every other byte stays
 * as it is. The result does not depend on how the stream is cut. Held back are only bytes that may be the beginning of
 * a secret, at most REDACTED_PIECE_BYTES_MAX.
 */
export class Redaction {
  #texts = new Map<string, Buffer>();
  #finder: TextFinder | undefined;
  #held: Buffer = NONE;
  /** So many of the held bytes are part of a secret that is already replaced. */
  #coveredBytes = 0;
  /** The last that was given out stands for a secret: one that follows at once needs no stars of its own. */
  #endsInStars = false;

  /** Throws `Scenario.CannotStart` when there is more to look for than REDACTED_TEXTS_MAX. */
  constructor(secrets: Iterable<string> = []) {
    this.#add(secrets);
  }

  /** From now on this one too, such as a token that was renewed. Values that cannot be redacted are passed over. */
  addSecret(secret: string): void {
    this.#add([secret]);
  }

  /** What can be given out now; the chunk itself when there is nothing to hide. */
  write(chunk: Buffer): Buffer {
    if (this.#finder === undefined) return chunk;
    const data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    return this.#giveOut(data, this.#finder.openEnd(data));
  }

  /** What was held back: nothing follows that could make it a secret. */
  end(): Buffer {
    return this.#giveOut(this.#held, this.#held.length);
  }

  /** A text that does not belong to the stream. */
  text(text: string): string {
    const own = new Redaction();
    own.#finder = this.#finder;
    return Buffer.concat([own.write(Buffer.from(text)), own.end()]).toString();
  }

  #add(secrets: Iterable<string>): void {
    for (const secret of secrets) {
      for (const text of secretTextsOf(secret)) this.#texts.set(text.toString('latin1'), text);
    }
    if (this.#texts.size > REDACTED_TEXTS_MAX) {
      throw permanentFailure(
        FailureType.ScenarioCannotStart,
        `The secrets in the environment have too many lines to be kept out of logs: over ${REDACTED_TEXTS_MAX}.`,
      );
    }
    if (this.#texts.size > 0) this.#finder = new TextFinder([...this.#texts.values()]);
  }

  /** Gives out what lies before `limit`, where all is known, and holds the rest. */
  #giveOut(data: Buffer, limit: number): Buffer {
    const parts: Buffer[] = [];
    let done = this.#coveredBytes;
    const copyTo = (end: number) => {
      if (end <= done) return;
      parts.push(data.subarray(done, end));
      this.#endsInStars = false;
    };
    let found = this.#finder?.next(data, 0, limit);
    while (found !== undefined) {
      copyTo(found.start);
      if (!this.#endsInStars) parts.push(STARS);
      this.#endsInStars = true;
      done = Math.max(done, found.end);
      found = this.#finder?.next(data, found.start + 1, limit);
    }
    copyTo(limit);
    this.#coveredBytes = Math.max(0, done - limit);
    // A copy, because a view would keep the whole chunk alive.
    this.#held = limit === data.length ? NONE : Buffer.from(data.subarray(limit));
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }
}

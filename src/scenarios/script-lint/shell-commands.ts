/** A word as the shell passes it on: quotes removed, expansions as they are written. */
export interface ShellWord {
  readonly text: string;
  /** Where it begins in the source. */
  readonly offset: number;
  /** Nothing in it is expanded. */
  readonly isLiteral: boolean;
}

/** Words between two separators: one simple command, or a piece of a compound one. */
export type ShellCommand = readonly ShellWord[];

/** Text of several lines that the script carries: a here-document, or a quoted text. */
export interface TextBlock {
  readonly text: string;
  readonly offset: number;
}

export interface ShellSource {
  readonly commands: readonly ShellCommand[];
  readonly blocks: readonly TextBlock[];
}

/** Nested deeper, a parenthesis is only a separator. */
const DEPTH_MAX = 64;
/** An expansion or an arithmetic expression is looked for its end this far, so that reading stays linear. */
const EXPANSION_LENGTH_MAX = 1_000;

/**
 * Reads what a POSIX shell or bash would run, without running it: comments are left out, continued lines joined, commands
 * in `$( )` and backticks are commands of their own. Never throws; what is no shell comes out as some words. Takes
 * time in proportion to the source.
 */
export function shellSourceOf(source: string): ShellSource {
  const reader = new ShellReader(source);
  reader.readCommands(undefined, 0);
  return { commands: reader.commands, blocks: reader.blocks };
}

class ShellReader {
  readonly commands: ShellCommand[] = [];
  readonly blocks: TextBlock[] = [];
  readonly #source: string;
  #at = 0;
  /** Here-documents that begin after the current line: the lines that end them. */
  #awaited: { readonly end: string; readonly stripsTabs: boolean }[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  readCommands(end: ')' | '`' | undefined, depth: number): void {
    let words: ShellWord[] = [];
    const finish = () => {
      if (words.length > 0) this.commands.push(words);
      words = [];
    };
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at];
      if (character === end) break;
      if (character === '\n') {
        this.#at += 1;
        finish();
        this.#readHereDocuments();
      } else if (this.#skipBlank()) continue;
      else if (character === '#') this.#skipTo('\n');
      else if (this.#readHereOperator()) continue;
      else if (character === '(') {
        finish();
        this.#readParenthesis(depth);
      } else if (/[;&|<>){}]/.test(character ?? '') && !this.#isBraceInWord()) {
        // A redirection's target becomes a word of its command, which harms nobody.
        if (character !== '<' && character !== '>') finish();
        this.#at += 1;
      } else words.push(this.#readWord(depth));
    }
    finish();
    this.#at += 1;
  }

  /** `{` and `}` separate only when they stand alone. */
  #isBraceInWord(): boolean {
    return /[{}]/.test(this.#source[this.#at] ?? '') && !/^[\s;]?$/.test(this.#source[this.#at + 1] ?? '');
  }

  #skipBlank(): boolean {
    const blank = this.#match(/(?:[ \t\r]|\\\r?\n)+/y);
    return blank !== undefined;
  }

  #skipTo(text: string): void {
    const found = this.#source.indexOf(text, this.#at);
    this.#at = found === -1 ? this.#source.length : found;
  }

  #readParenthesis(depth: number): void {
    if (this.#skipArithmetic(this.#at)) return;
    this.#at += 1;
    if (depth < DEPTH_MAX) this.readCommands(')', depth + 1);
  }

  /** `((1 << 2))` holds no here-document. */
  #skipArithmetic(from: number): boolean {
    if (!this.#source.startsWith('((', from)) return false;
    const end = this.#source.slice(from, from + EXPANSION_LENGTH_MAX).indexOf('))');
    if (end === -1) return false;
    this.#at = from + end + 2;
    return true;
  }

  #readHereOperator(): boolean {
    if (this.#match(/<<</y) !== undefined) return true;
    const operator = this.#match(/<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([A-Za-z_][\w.-]*))/y);
    if (operator === undefined) return false;
    const [, dash, single, double, bare] = operator;
    this.#awaited.push({ end: single ?? double ?? bare ?? '', stripsTabs: dash === '-' });
    return true;
  }

  #readHereDocuments(): void {
    const awaited = this.#awaited;
    this.#awaited = [];
    for (const { end, stripsTabs } of awaited) {
      const offset = this.#at;
      let bodyEnd = this.#source.length;
      while (this.#at < this.#source.length) {
        const lineStart = this.#at;
        this.#skipTo('\n');
        const line = this.#source.slice(lineStart, this.#at).replace(/\r$/, '');
        this.#at += 1;
        if ((stripsTabs ? line.replace(/^\t+/, '') : line) !== end) continue;
        bodyEnd = lineStart;
        break;
      }
      this.blocks.push({ text: this.#source.slice(offset, bodyEnd), offset });
    }
  }

  #readWord(depth: number): ShellWord {
    const offset = this.#at;
    let text = '';
    let isLiteral = true;
    while (this.#at < this.#source.length) {
      const plain = this.#match(/[^\s;&|<>()'"\\$`]+/y);
      if (plain !== undefined) text += plain[0];
      else if (this.#match(/\\\r?\n/y) !== undefined) continue;
      else if (this.#source[this.#at] === '\\') {
        text += this.#source[this.#at + 1] ?? '';
        this.#at += 2;
      } else if (this.#source[this.#at] === "'") text += this.#readSingleQuotes();
      else if (this.#source[this.#at] === '"') {
        const quoted = this.#readDoubleQuotes(depth);
        text += quoted.text;
        isLiteral &&= quoted.isLiteral;
      } else if (this.#source[this.#at] === '$' || this.#source[this.#at] === '`') {
        text += this.#readExpansion(depth);
        isLiteral = false;
      } else break;
    }
    // A character that begins nothing must still be passed.
    if (this.#at === offset) this.#at += 1;
    return { text, offset, isLiteral };
  }

  #readSingleQuotes(): string {
    const start = this.#at + 1;
    const end = this.#source.indexOf("'", start);
    const text = this.#source.slice(start, end === -1 ? this.#source.length : end);
    this.#at = start + text.length + 1;
    this.#keepBlock(text, start);
    return text;
  }

  #readDoubleQuotes(depth: number): { readonly text: string; readonly isLiteral: boolean } {
    this.#at += 1;
    const start = this.#at;
    let text = '';
    let isLiteral = true;
    while (this.#at < this.#source.length && this.#source[this.#at] !== '"') {
      const plain = this.#match(/[^"\\$`]+/y);
      if (plain !== undefined) text += plain[0];
      else if (this.#source[this.#at] === '\\') {
        text += this.#source[this.#at + 1] ?? '';
        this.#at += 2;
      } else {
        text += this.#readExpansion(depth);
        isLiteral = false;
      }
    }
    this.#keepBlock(this.#source.slice(start, this.#at), start);
    this.#at += 1;
    return { text, isLiteral };
  }

  #keepBlock(text: string, offset: number): void {
    if (text.includes('\n')) this.blocks.push({ text, offset });
  }

  /** At a `$` or a backtick: passes the expansion and returns it as it is written, commands in it shortened. */
  #readExpansion(depth: number): string {
    const start = this.#at;
    if (this.#source[start] === '`') return this.#readCommandsOf('`', start + 1, depth);
    if (this.#skipArithmetic(start + 1)) return this.#source.slice(start, this.#at);
    if (this.#source.startsWith('$(', start)) return this.#readCommandsOf(')', start + 2, depth);
    if (this.#source.startsWith('${', start)) {
      const end = this.#source.slice(start, start + EXPANSION_LENGTH_MAX).indexOf('}');
      if (end !== -1) {
        this.#at = start + end + 1;
        return this.#source.slice(start, this.#at);
      }
    }
    return this.#match(/\$(?:\w+|[@*#?$!-])?/y)?.[0] ?? '';
  }

  #readCommandsOf(end: ')' | '`', from: number, depth: number): string {
    this.#at = from;
    if (depth < DEPTH_MAX) this.readCommands(end, depth + 1);
    return '$(…)';
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }
}

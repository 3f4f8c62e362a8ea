/** A block of a document that readers type into a shell. */
export interface ShellBlock {
  /** Of its first line in the document, from 1. */
  readonly line: number;
  readonly text: string;
  /** Why it cannot be run by a test: `<!-- not run: REASON -->` before it. */
  readonly notRun?: string;
}

/** Blocks that are marked as `sh`, in order. */
export function shellBlocksOf(markdown: string): ShellBlock[] {
  const lines = markdown.split('\n');
  return fencesOf(markdown)
    .filter(({ language }) => language === 'sh')
    .map(({ line, text }) => {
      const before = lines.slice(0, line - 2).findLast((each) => each.trim() !== '') ?? '';
      const [, notRun] = /^<!-- not run: (.+) -->$/.exec(before.trim()) ?? [];
      return { line, text, ...(notRun === undefined ? {} : { notRun }) };
    });
}

/** Every block between fences. */
export function fencesOf(
  markdown: string,
): { readonly language: string; readonly line: number; readonly text: string }[] {
  const fences: { language: string; line: number; text: string }[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const [, language] = /^\s*```(.*)$/.exec(line) ?? [];
    if (language === undefined) open?.lines.push(line);
    else if (open === undefined) open = { language: language.trim(), line: index + 2, lines: [] };
    else {
      fences.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
      open = undefined;
    }
  }
  return fences;
}

/** Commands of a block: lines without comments, continuations and the bodies of here-documents. */
export function commandCount(text: string): number {
  let count = 0;
  let until: string | undefined;
  let continued = false;
  for (const line of text.split('\n')) {
    if (until !== undefined) {
      if (line === until) until = undefined;
      continue;
    }
    if (!continued && line.trim() !== '' && !line.trim().startsWith('#')) count += 1;
    continued = line.endsWith('\\');
    until = /<<'?(\w+)'?/.exec(line)?.[1];
  }
  return count;
}

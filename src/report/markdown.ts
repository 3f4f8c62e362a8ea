import { oneLine } from '../shared/one-line.ts';
import { plainText } from './plain-text.ts';

/** All that Markdown, HTML or GitHub's own additions (mentions, issues, formulas, emoji) could act on. */
const ACTING = /[\\`*_{}[\]()#+!|<>&"'~:@$]/g;

/** Text that stands in a line or a cell as it is. */
export function markdownText(text: string): string {
  return plainText(oneLine(text)).replace(ACTING, entityOf);
}

/** The same in the type of code. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** Lines as they are, whatever they hold: nothing but HTML's own marks means anything there. */
export function markdownBlock(text: string): string {
  return `<pre>${plainText(text).replace(/[&<>]/g, entityOf)}</pre>`;
}

function entityOf(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

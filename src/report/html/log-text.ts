import { AnsiUp } from 'ansi_up';
import { Markup, visibleText } from './markup.ts';

/** Colours, the only sequences that are kept. */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const COLOUR = /(\u001b\[[0-9;]*m)/;
/** Links (OSC 8, their text stays), titles (OSC 0), what moves the cursor, and what is left of an escape. */
// oxlint-disable-next-line no-control-regex -- as above
const ACTING = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[[0-?]*[ -/]*[@-~]|\u001b/g;

/** A log's lines as HTML with its colours: classes for the sixteen named ones, which the page's style gives a contrast. */
export function logLines(text: string): readonly Markup[] {
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  ansi.url_allowlist = {};
  return linesOf(text).map((line) => new Markup(ansi.ansi_to_html(coloured(line))));
}

/** A log's lines without colours, as they can be searched. */
export function plainLines(text: string): readonly string[] {
  return linesOf(text).map((line) =>
    line
      .split(COLOUR)
      .map((part, index) => (index % 2 === 1 ? '' : shown(part)))
      .join(''),
  );
}

function linesOf(text: string): readonly string[] {
  return text.replaceAll('\r\n', '\n').split('\n');
}

function coloured(line: string): string {
  return line
    .split(COLOUR)
    .map((part, index) => (index % 2 === 1 ? part : shown(part)))
    .join('');
}

function shown(part: string): string {
  return visibleText(part.replace(ACTING, ''));
}

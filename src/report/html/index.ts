import { HTML_BYTES_MAX, HTML_FITTING_ROUNDS } from '../../shared/limits.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { utf8BytesOf } from '../../shared/utf8.ts';
import { jsonBytesOf } from '../json-bytes.ts';
import { fitReport } from '../room.ts';
import type { PageAssets } from './assets.ts';
import { html, Markup } from './markup.ts';
import { notes } from './notes.ts';
import { dataBlocks } from './page-data.ts';
import { plainPage } from './plain-page.ts';
import { summary, verdictKind } from './summary.ts';

export type { PageAssets } from './assets.ts';

/**
 * The report as one HTML file that needs nothing beside it: no network, no other files. Readable without its script and
 * style; at most HTML_BYTES_MAX
 * as far as leaving out logs and diagnostics goes, and it says what it left out. The same
 * report and assets give the same text.
 */
export function reportHtml(report: RunReport, assets: PageAssets): string {
  let text = page(report, assets);
  let dataBytes: number | undefined;
  for (let round = 1; round <= HTML_FITTING_ROUNDS; round += 1) {
    const bytes = utf8BytesOf(text);
    if (bytes <= HTML_BYTES_MAX) break;
    dataBytes = (dataBytes ?? jsonBytesOf(report)) * (HTML_BYTES_MAX / bytes) * FITTING_MARGIN;
    text = page(fitReport(report, dataBytes), assets);
  }
  return text;
}

/** What goes first compresses best, so the file shrinks less than its data. */
const FITTING_MARGIN = 0.7;

function page(report: RunReport, { script, style, scriptHash, styleHash, pack }: PageAssets): string {
  const policy = [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${styleHash}'`,
    // Widths of bars and colours of logs; with all else closed, a style can fetch nothing.
    "style-src-attr 'unsafe-inline'",
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const kind = verdictKind(report);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${kind}: ${report.runName}</title>
        <link rel="icon" href="${icon(kind)}" />
        ${inline('style', style)} ${inline('script', script)}
      </head>
      <body>
        <main>
          ${summary(report)} ${notes(report)}
          <div id="app"></div>
          ${plainPage(report)}
        </main>
        ${dataBlocks(report, pack)}
      </body>
    </html> `.text;
}

/** Byte for byte what its hash was made of: a blank more, and the browser refuses it. */
function inline(element: 'script' | 'style', text: string): Markup {
  return new Markup(`<${element}>${text}</${element}>`);
}

const ICON_COLOURS: Readonly<Record<string, string>> = { passed: '2a9d62', failed: 'd64545', errored: '9a5bd6' };

/** A dot of the verdict's colour: told apart among a browser's tabs. */
function icon(kind: string): string {
  const fill = ICON_COLOURS[kind] ?? '7b8494';
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='%23${fill}'/></svg>`;
}

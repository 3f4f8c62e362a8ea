/** Go's encoder, and thus `kubectl -o json`, writes these so that no browser takes them for markup. */
const GO_ESCAPES = /[&<>\u2028\u2029]/g;

/** How programs write a text in a URL: the characters that they leave as they are, and what they make of a blank. */
const URL_WRITERS: readonly (readonly [kept: RegExp, blank: string])[] = [
  // encodeURIComponent, and what many make of it for forms.
  [/[\w.~!*'()-]/, '%20'],
  [/[\w.~!*'()-]/, '+'],
  // RFC 3986: curl, jq, Python's quote(…, safe=''); Go's QueryEscape, Python's quote_plus.
  [/[\w.~-]/, '%20'],
  [/[\w.~-]/, '+'],
  // Python's quote().
  [/[\w.~/-]/, '%20'],
  // Forms: URLSearchParams, Java's URLEncoder.
  [/[\w.*-]/, '+'],
  // The password of a WHATWG URL; a % stays too.
  [/[\w.~!*'()$%&+,-]/, '%20'],
  // The password of Go's url.URL.
  [/[\w.~$&+,;=-]/, '%20'],
];

const URL_TABLES = URL_WRITERS.flatMap(([kept, blank]) => [urlTable(kept, blank, true), urlTable(kept, blank, false)]);

/** Beside &amp;, &lt; and &gt;. Between tags quotes stay; in attributes browsers, Go, Python and XML differ. */
const DOUBLE_QUOTES = ['"', '&quot;', '&#34;'];
const SINGLE_QUOTES = ["'", '&#39;', '&#x27;', '&apos;'];

/**
 * What other programs make of a text when they write it into JSON, JSON within JSON, URLs (hexadecimal digits in
 * capitals or not), HTML and XML: at most 33 texts, each once and none shorter than the text itself. Empty when nothing
 * in it needs escaping.
 */
export function escapedTextsOf(text: string): readonly string[] {
  const json = inJson(text);
  const goJson = inGoJson(text);
  const bytes = Buffer.from(text);
  const texts = [
    json,
    goJson,
    inJson(json),
    inGoJson(json),
    inJson(goJson),
    ...URL_TABLES.map((table) => Array.from(bytes, (byte) => table[byte]).join('')),
    ...DOUBLE_QUOTES.flatMap((double) => SINGLE_QUOTES.map((single) => inHtml(text, double, single))),
  ];
  return [...new Set(texts)].filter((each) => each !== text);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inGoJson(text: string): string {
  return inJson(text).replaceAll(GO_ESCAPES, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What each of the 256 bytes becomes. */
function urlTable(kept: RegExp, blank: string, inCapitals: boolean): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const character = String.fromCharCode(byte);
    if (character === ' ') return blank;
    const digits = byte.toString(16).padStart(2, '0');
    return kept.test(character) ? character : `%${inCapitals ? digits.toUpperCase() : digits}`;
  });
}

function inHtml(text: string, double: string, single: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', double)
    .replaceAll("'", single);
}

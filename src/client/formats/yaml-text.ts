import { Document, Scalar, visit } from 'yaml';
import { escaped } from '../view/terminal-text.ts';

/** Printable, and no beginning of a command of a CI: all that may stand without quotes. */
const PLAIN = /^[\u0020-\u007e\u00a1-\u061b\u061d-\u200d\u2010-\u2027\u2030-\u2065\u206a-\ud7ff\ue000-\ufffd]*$/;
const COMMAND = /::|##\[/;

/** YAML that a terminal shows as it is: what it would act on is escaped, and only double quotes hold escapes. */
export function yamlText(value: unknown): string {
  // Through JSON, so that what is undefined is left out as it is there.
  const document = new Document(JSON.parse(JSON.stringify(value)), { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'string' || (PLAIN.test(node.value) && !COMMAND.test(node.value))) return;
      node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escaped(document.toString({ lineWidth: 0 })).trimEnd();
}

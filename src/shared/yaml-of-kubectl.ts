import type { Document, LineCounter, Tags } from 'yaml';
import { Composer, isScalar, Parser, visit } from 'yaml';

/**
 * What YAML 1.1 has beyond what kubectl reads: times and base-60 numbers stay the texts they are, and tags that make
 * something that JSON has no word for are not resolved.
 */
const unknownToKubectl = /^tag:yaml\.org,2002:(timestamp|binary|omap|pairs|set)$/;

function tagsOfKubectl(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === 'string' || (!unknownToKubectl.test(tag.tag) && ('format' in tag ? tag.format : '') !== 'TIME'),
  );
}

/**
 * The documents of a YAML or JSON text one by one as kubectl reads them, which is YAML 1.1: `0644` is octal and `on` is
 * true. Errors are in the documents, without pieces of the text as long as only their `code` and `pos` are used; a key
 * that stands twice is found with {@link repeatedKeyOf}.
 */
export function* documentsOf(text: string, lineCounter: LineCounter): Iterable<Document> {
  const composer = new Composer({
    version: '1.1',
    customTags: tagsOfKubectl,
    prettyErrors: false,
    logLevel: 'silent',
    // The library compares each key with all before it: minutes for a large ConfigMap.
    uniqueKeys: false,
  });
  yield* composer.compose(new Parser(lineCounter.addNewLine).parse(text));
}

/** Where a key stands for the second time in its map; undefined when none does. */
export function repeatedKeyOf(document: Document): number | undefined {
  let position: number | undefined;
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          position = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return position;
}

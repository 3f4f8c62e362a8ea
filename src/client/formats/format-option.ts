import { Option } from '@commander-js/extra-typings';

/** How a command prints its data: for people (`text`, `wide` with more columns), for programs, or names alone. */
const OUTPUT_FORMATS = ['text', 'wide', 'json', 'jsonl', 'yaml', 'name'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** `-o` for commands that print data. */
export function formatOption() {
  return new Option('-o, --output <FORMAT>', 'how data is printed').choices(OUTPUT_FORMATS).default('text' as const);
}

/** JSON as it stands in our files: indented for people, a newline at the end, the same bytes for the same record. */
export function jsonText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

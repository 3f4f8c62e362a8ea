import { error } from '@actions/core';

/** The line that GitHub's own toolkit prints for an error annotation. */
export function issueCommandFor(
  message: string,
  properties: { readonly title: string; readonly file: string },
): string {
  const written: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: unknown) => written.push(String(chunk)) > 0;
  try {
    error(message, properties);
  } finally {
    process.stdout.write = write;
  }
  return written.join('').replace(/\n$/, '');
}

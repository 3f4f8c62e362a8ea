import { StringDecoder } from 'node:string_decoder';
import { LOCAL_MESSAGE_BYTES_MAX } from '../shared/limits.ts';

/**
 * Cuts a stream of UTF-8 chunks into lines at `\n` alone; `node:readline` would also cut at U+2028, which JSON leaves
 * unescaped. Returns the function that takes the chunks. Fails when a line does not end within the bound.
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  charactersMax: number = LOCAL_MESSAGE_BYTES_MAX,
): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.length > charactersMax) throw new RangeError(`a line is longer than ${charactersMax} characters`);
  };
}

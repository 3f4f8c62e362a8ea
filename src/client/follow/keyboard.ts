import { StringDecoder } from 'node:string_decoder';
import { ESCAPE_WAIT_MS } from '../../shared/limits.ts';
import type { Key } from './keys.ts';
import { decodeKeys } from './keys.ts';

/** Reads keys raw until it is called back. In raw mode Ctrl-C is a key like others: `ctrl-c`. */
export function listenForKeys(stdin: NodeJS.ReadStream, onKey: (key: Key) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let timer: NodeJS.Timeout | undefined;
  const take = (text: string, isEnd: boolean) => {
    clearTimeout(timer);
    const decoded = decodeKeys(rest + text, isEnd);
    rest = decoded.rest;
    if (rest !== '') timer = setTimeout(() => take('', true), ESCAPE_WAIT_MS);
    for (const key of decoded.keys) onKey(key);
  };
  const onData = (data: Buffer) => take(decoder.write(data), false);
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    clearTimeout(timer);
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

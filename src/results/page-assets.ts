import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { PageAssets } from '../report/html/index.ts';

/** Two levels up from here lies the package, whether this runs from `src` or from `dist`. */
const BUILT = new URL('../../dist/report-page/', import.meta.url);

/** Script and style of the HTML report as the build made them. Throws the file system's error when there was no build. */
export async function readPageAssets(): Promise<PageAssets> {
  const [script, style] = await Promise.all([read('page.js'), read('page.css')]);
  return { script, style, scriptHash: hashOf(script), styleHash: hashOf(style), pack };
}

async function read(name: string): Promise<string> {
  return readFile(new URL(name, BUILT), 'utf8');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function pack(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

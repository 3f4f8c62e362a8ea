import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { onMirror, type OfficialRelease } from '../../src/embedded/official-release.ts';

export interface FakeVendor {
  /** For MUSTER_DOWNLOAD_MIRROR. */
  readonly mirror: string;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  publish(release: OfficialRelease, file: Buffer, digest?: string): void;
}

/** A local server that keeps the vendors' files below their host names. */
export async function startFakeVendor(): Promise<FakeVendor> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200, { 'content-length': file?.length ?? 0 }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    mirror: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    publish({ url, checksumsUrl }, file, digest = sha256(file)) {
      const name = url.slice(url.lastIndexOf('/') + 1);
      files.set(onMirror(url, '/'), file);
      const other = sha256(Buffer.from('another file of this release'));
      const sums = checksumsUrl === `${url}.sha256` ? digest : `${other}  other-${name}\n${digest}  ${name}\n`;
      files.set(onMirror(checksumsUrl, '/'), Buffer.from(sums));
    },
  };
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

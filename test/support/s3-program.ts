import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { withCacheLock } from '../../src/embedded/cache-lock.ts';
import { refuseGo } from '../../src/embedded/go-toolchain.ts';
import { printProgress } from './binaries.ts';

const MODULE_DIR = fileURLToPath(new URL('../../tools/versitygw', import.meta.url));
const PACKAGE = 'github.com/versity/versitygw/cmd/versitygw';

/** The S3 server of the tests, or why it cannot be had on this machine. */
export type S3Program = { readonly path: string } | { readonly missing: string };

/**
 * versitygw, built once by Go into the cache from its own pinned module: two to four minutes on 2 cores, then nothing.
 * It is missing only where there is no Go that can build it; a build that fails is an error.
 */
export async function s3Program(cacheDir: string): Promise<S3Program> {
  const goSum = await readFile(join(MODULE_DIR, 'go.sum'));
  const dir = join(cacheDir, 'build', `versitygw-${createHash('sha256').update(goSum).digest('hex').slice(0, 16)}`);
  const path = join(dir, 'versitygw');
  if (await isThere(path)) return { path };
  const missing = await refuseGo(process.env);
  if (missing !== undefined) return { missing };
  await withCacheLock(cacheDir, printProgress(), async () => {
    if (!(await isThere(path))) await build(dir, path);
  });
  return { path };
}

async function build(dir: string, path: string): Promise<void> {
  process.stderr.write('building versitygw, an S3 server for tests, with Go: a few minutes, once\n');
  await mkdir(dir, { recursive: true });
  const work = await mkdtemp(join(dir, '.build-'));
  try {
    const built = join(work, 'versitygw');
    // Nice: other tests run beside it, and they look at the clock.
    await execa('nice', ['go', 'build', '-trimpath', '-ldflags', '-s -w', '-o', built, PACKAGE], {
      cwd: MODULE_DIR,
      env: { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOGC: '400', GOWORK: 'off' },
      stdin: 'ignore',
    });
    await rename(built, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

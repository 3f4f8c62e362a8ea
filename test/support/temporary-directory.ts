import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory that is removed when the current test ends, with these files (text by relative path) in it. */
export async function temporaryDirectory(files: Readonly<Record<string, string | Buffer>> = {}): Promise<string> {
  // The real path: macOS' temporary directory is a link, and scripts report where they really are.
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'muster-test-')));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}

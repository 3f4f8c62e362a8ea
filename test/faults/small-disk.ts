import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PIECE = Buffer.alloc(64 * 1024);

/** A directory on a disk of its own, which can be full. */
export interface SmallDisk {
  readonly dir: string;
  /** To the last byte. */
  fill(): void;
  empty(): void;
  /** May be called again. */
  unmount(): void;
}

/** Mounts one of so many MiB; undefined where this user may not mount. */
export function mountSmallDisk(dir: string, sizeMiB: number): SmallDisk | undefined {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0700`, 'muster-faults', dir], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  let isMounted = true;
  const ballast = join(dir, '.ballast');
  return {
    dir,
    fill: () => fillTo(ballast),
    empty: () => rmSync(ballast, { force: true }),
    unmount() {
      // Lazily: a log file may still be open.
      if (isMounted) execFileSync('umount', ['-l', dir], { stdio: 'ignore' });
      isMounted = false;
    },
  };
}

function fillTo(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let piece = PIECE; piece.length > 0;) {
      try {
        if (writeSync(file, piece) < piece.length) throw new Error('full');
      } catch {
        piece = piece.subarray(0, Math.floor(piece.length / 2));
      }
    }
  } finally {
    closeSync(file);
  }
}

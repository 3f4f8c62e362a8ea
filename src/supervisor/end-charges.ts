import { rm } from 'node:fs/promises';
import type { Charges } from './charge.ts';
import { killMarked } from './marked-processes.ts';

/** Ends every script of a worker that is gone: groups at once, then whoever left them; then their private files. */
export async function endCharges(charges: Charges, mark: string): Promise<void> {
  const all = charges.all();
  for (const { pid } of all) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group has ended.
    }
  }
  // The credentials go also when the processes cannot be listed.
  await killMarked(mark).catch(() => undefined);
  await Promise.allSettled(all.map(({ dir }) => rm(dir, { recursive: true, force: true })));
}

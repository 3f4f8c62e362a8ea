import { findBackground } from './find-background.ts';
import type { LocalStatus } from './protocol.ts';
import { statePathsOf } from './state-dir.ts';

/** What runs here. Starts nothing. */
export async function localStatus(options: { readonly stateDir: string }): Promise<LocalStatus> {
  const found = await findBackground(statePathsOf(options.stateDir));
  return found?.status ?? { running: false };
}

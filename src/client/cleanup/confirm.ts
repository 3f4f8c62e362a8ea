import { createInterface } from 'node:readline/promises';
import type { Invocation } from '../invocation.ts';

/** Asks on the terminal; anything but y or yes is a no. Only where somebody sits there. */
export async function confirm(invocation: Invocation, question: string): Promise<boolean> {
  const lines = createInterface({ input: invocation.stdin, output: invocation.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Ports } from './launcher.ts';

const lastPortsSchema = z.record(z.string(), z.record(z.string(), z.number().int().min(1).max(65_535)));

/** The ports that a server had the last time, which it takes again where they are free. */
export function lastPortsOf(portsFile: string, server: string): Ports | undefined {
  return readLastPorts(portsFile)[server];
}

export function rememberPorts(portsFile: string, server: string, ports: Ports): void {
  writeFileAtomic.sync(portsFile, `${JSON.stringify({ ...readLastPorts(portsFile), [server]: ports })}\n`);
}

function readLastPorts(portsFile: string): Record<string, Ports> {
  try {
    return lastPortsSchema.parse(JSON.parse(readFileSync(portsFile, 'utf8')));
  } catch {
    return {};
  }
}

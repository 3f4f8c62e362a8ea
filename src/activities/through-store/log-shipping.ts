import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArtifactStore } from '../../artifacts/index.ts';
import { logPartKey } from '../../shared/artifact-keys.ts';
import {
  LOG_FLUSH_TIMEOUT_MS,
  LOG_PART_BYTES_MAX,
  LOG_PART_INTERVAL_MS,
  LOG_PART_INTERVAL_MS_MAX,
  LOG_PARTS_PER_DURATION,
} from '../../shared/limits.ts';

export interface Shipment {
  readonly store: Pick<ArtifactStore, 'put' | 'list'>;
  /** The log on this disk, which only grows; it need not be there yet. */
  readonly file: string;
  /** What the keys of its parts begin with. */
  readonly key: string;
  /** Another worker has put its first parts. */
  readonly isContinued?: boolean;
  /** Lets a few of the worker's logs through at once. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
  /** Told once, when a part could not be put. */
  readonly onTrouble?: (error: unknown) => void;
  /** Default LOG_PART_INTERVAL_MS. */
  readonly intervalMs?: number;
}

/**
 * Puts a growing log into the store, part by part. The file itself is the buffer: whoever writes it never waits, and
 * while the store is away it holds what was not sent. A part is always made of the same bytes, however often it is tried:
 * one whose answer was lost may still arrive.
 */
export class LogShipping {
  private sentBytes = 0;
  private sentCount = 0;
  /** Length of the part that is being tried. */
  private pendingBytes: number | undefined;
  private handle: FileHandle | undefined;
  private turn: Promise<void> | undefined;
  private isTold = false;
  private isContinued: boolean;
  private readonly stop = new AbortController();
  private readonly shipment: Shipment;

  constructor(shipment: Shipment) {
    this.shipment = shipment;
    this.isContinued = shipment.isContinued === true;
  }

  /** Sends what is written, from now on, until {@link finish}. */
  start(): void {
    void this.keepSending();
  }

  /**
   * Sends the rest of a log that is complete. False: not all of it is in the store after `timeoutMs`; may be asked
   * again.
   */
  async finish(timeoutMs: number = LOG_FLUSH_TIMEOUT_MS): Promise<boolean> {
    this.stop.abort();
    const all = (async () => {
      // What is under way began before the end was written.
      await this.turn?.catch(() => undefined);
      await this.sendAll();
      await this.close();
      return true;
    })().catch((error: unknown) => this.tell(error));
    const limit = new AbortController();
    const late = sleep(timeoutMs, false, { signal: limit.signal }).catch(() => false);
    const isDone = await Promise.race([all, late]);
    limit.abort();
    return isDone;
  }

  private async keepSending(): Promise<void> {
    const startedAtMs = performance.now();
    const { intervalMs = LOG_PART_INTERVAL_MS } = this.shipment;
    while (!this.stop.signal.aborted) {
      const share = (performance.now() - startedAtMs) / LOG_PARTS_PER_DURATION;
      const pauseMs = Math.max(intervalMs, Math.min(share, LOG_PART_INTERVAL_MS_MAX));
      await sleep(pauseMs, undefined, { signal: this.stop.signal, ref: false }).catch(() => undefined);
      if (this.stop.signal.aborted) return;
      await this.sendAll().catch((error: unknown) => this.tell(error));
    }
  }

  /** One at a time. */
  private sendAll(): Promise<void> {
    this.turn ??= this.sendParts().finally(() => {
      this.turn = undefined;
    });
    return this.turn;
  }

  private async sendParts(): Promise<void> {
    if (this.isContinued) await this.skipParts();
    this.isContinued = false;
    for (let isMore = true; isMore;) isMore = await this.shipment.slot(() => this.sendPart());
  }

  private async skipParts(): Promise<void> {
    const parts = await this.shipment.store.list(this.shipment.key);
    this.sentCount = parts.length;
    this.sentBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** False: there is nothing more to send. */
  private async sendPart(): Promise<boolean> {
    this.handle ??= await openLog(this.shipment.file);
    if (this.handle === undefined) return false;
    const bytes = Buffer.alloc(this.pendingBytes ?? (await this.waitingBytes(this.handle)));
    if (bytes.length === 0) return false;
    const { bytesRead } = await this.handle.read(bytes, 0, bytes.length, this.sentBytes);
    if (bytesRead === 0) return false;
    this.pendingBytes = bytesRead;
    await this.shipment.store.put(logPartKey(this.shipment.key, this.sentCount + 1), bytes.subarray(0, bytesRead));
    this.pendingBytes = undefined;
    this.sentCount += 1;
    this.sentBytes += bytesRead;
    return true;
  }

  private async waitingBytes(handle: FileHandle): Promise<number> {
    const { size } = await handle.stat();
    return Math.min(Math.max(0, size - this.sentBytes), LOG_PART_BYTES_MAX);
  }

  private tell(error: unknown): false {
    if (!this.isTold) this.shipment.onTrouble?.(error);
    this.isTold = true;
    return false;
  }

  private async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close().catch(() => undefined);
  }
}

/** It lies where scripts can write: neither links nor pipes are opened. Undefined: there is no log yet. */
async function openLog(path: string): Promise<FileHandle | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch(
    () => undefined,
  );
  if (handle === undefined || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}

import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { requestSlots } from '../../artifacts/index.ts';
import type { ArtifactStore } from '../../artifacts/index.ts';
import { LOGS_SENT_MAX, UNSENT_BYTES_MAX, UNSENT_KEPT_MS, UNSENT_RETRY_MS } from '../../shared/limits.ts';
import { LogShipping } from './log-shipping.ts';
import type { Staging } from './staging.ts';

const MARKER = 'log.json';
/** Read back from disk and joined to a path. */
const markerSchema = z.object({ key: z.string().min(1), file: z.string().regex(/^[^/\\\0.][^/\\\0]*$/) });

type Marker = z.infer<typeof markerSchema>;

export interface LogSending {
  readonly store: ArtifactStore;
  readonly staging: Staging;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
  readonly intervalMs?: number;
  readonly retryMs?: number;
}

interface Unsent {
  readonly dir: string;
  readonly marker: Marker;
  readonly shipping: LogShipping;
}

/** The logs that this worker sends, and those whose rest could not be sent yet: its own, and of workers that are gone. */
export class LogSender {
  private readonly slot = requestSlots(LOGS_SENT_MAX);
  /** Oldest first. */
  private unsent: Unsent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly sending: LogSending;

  constructor(sending: LogSending) {
    this.sending = sending;
  }

  /** Sends the log of that name in the directory while the work writes it, then its rest, and removes the directory. */
  async during<T>(dir: string, marker: Marker, work: () => Promise<T>): Promise<T> {
    await writeFile(join(dir, MARKER), JSON.stringify(marker));
    const shipping = this.shippingOf(dir, marker);
    shipping.start();
    try {
      return await work();
    } finally {
      if (await shipping.finish()) await this.sending.staging.remove(dir);
      else this.unsent.push({ dir, marker, shipping });
    }
  }

  /** Takes up what workers that are gone have left, and tries it as often as this worker's own. */
  async begin(): Promise<void> {
    this.timer = setInterval(() => void this.retry(), this.sending.retryMs ?? UNSENT_RETRY_MS);
    this.timer.unref();
    for (const dir of await this.sending.staging.takeOver()) {
      const marker = await markerIn(dir);
      if (marker === undefined) await this.sending.staging.remove(dir);
      else this.unsent.push({ dir, marker, shipping: this.shippingOf(dir, marker, true) });
    }
    await this.retry();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async retry(): Promise<void> {
    const tried = this.unsent.splice(0);
    const kept: Unsent[] = [];
    let bytes = 0;
    // Newest first, so that the oldest go when there is too much.
    for (const each of tried.toReversed()) {
      const log = await stat(join(each.dir, each.marker.file)).catch(() => undefined);
      bytes += log?.size ?? 0;
      const isLost = log === undefined || bytes > UNSENT_BYTES_MAX || Date.now() - log.mtimeMs > UNSENT_KEPT_MS;
      // One that fails is not worth the time of the others.
      if (isLost || (kept.length === 0 && (await each.shipping.finish()))) await this.sending.staging.remove(each.dir);
      else kept.push(each);
    }
    this.unsent.unshift(...kept.toReversed());
  }

  private shippingOf(dir: string, { key, file }: Marker, isContinued = false): LogShipping {
    const { store, warn, intervalMs } = this.sending;
    return new LogShipping({
      store,
      key,
      file: join(dir, file),
      isContinued,
      slot: this.slot,
      onTrouble: (error) => warn('a log could not be sent yet', { key, error: String(error) }),
      ...(intervalMs === undefined ? {} : { intervalMs }),
    });
  }
}

async function markerIn(dir: string): Promise<Marker | undefined> {
  try {
    return markerSchema.safeParse(JSON.parse(await readFile(join(dir, MARKER), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

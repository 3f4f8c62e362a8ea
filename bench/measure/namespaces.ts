import { request, type RequestOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { GONE_PATIENCE_MS } from '../limits.ts';
import { ask, OBSERVER_AGENT, type Cluster } from './cluster.ts';

/** What came and went on the cluster, whoever made it: by one watch, which every contender has beside it. */
export class NamespaceObserver {
  readonly #cluster: Cluster;
  readonly #ignored: ReadonlySet<string>;
  readonly #live = new Set<string>();
  readonly #stopping = new AbortController();
  #created = 0;
  #peak = 0;
  #lastChangeMs = Date.now();
  /** Why the watch ended before it was asked to. */
  #broken: Error | undefined;

  private constructor(cluster: Cluster, ignored: readonly string[]) {
    this.#cluster = cluster;
    this.#ignored = new Set(ignored);
  }

  /** Ignores the namespaces that are there now. */
  static async start(cluster: Cluster): Promise<NamespaceObserver> {
    const { body } = await ask(cluster, 'GET', '/api/v1/namespaces');
    const list = JSON.parse(body) as NamespaceList;
    const observer = new NamespaceObserver(
      cluster,
      list.items.map(({ metadata }) => metadata.name),
    );
    observer.#follow(list.metadata.resourceVersion);
    return observer;
  }

  get created(): number {
    return this.#created;
  }

  get peak(): number {
    return this.#peak;
  }

  get live(): readonly string[] {
    return [...this.#live];
  }

  get gone(): number {
    return this.#created - this.#live.size;
  }

  /** When the last one came or went; milliseconds since 1970. */
  get lastChangeMs(): number {
    return this.#lastChangeMs;
  }

  /** Waits until none is left, or until none has come or gone for so long that those are left behind. */
  async awaitGone(): Promise<{ readonly left: number }> {
    const sinceMs = Date.now();
    while (this.#live.size > 0 && Date.now() - Math.max(sinceMs, this.#lastChangeMs) < GONE_PATIENCE_MS) {
      if (this.#broken !== undefined) throw this.#broken;
      await sleep(20);
    }
    return { left: this.#live.size };
  }

  stop(): void {
    this.#stopping.abort();
  }

  #follow(resourceVersion: string): void {
    const { server, token, ca } = this.#cluster;
    const path = `/api/v1/namespaces?watch=true&resourceVersion=${resourceVersion}&timeoutSeconds=86400`;
    const options: RequestOptions & { signal: AbortSignal } = {
      ca,
      headers: { authorization: `Bearer ${token}`, 'user-agent': OBSERVER_AGENT },
      signal: this.#stopping.signal,
    };
    const sent = request(new URL(path, server), options, (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') this.#take(JSON.parse(line) as WatchEvent);
      });
      response.on('error', (error) => this.#end(error));
      response.on('end', () => this.#end(new Error('the watch of namespaces ended')));
    });
    sent.on('error', (error) => this.#end(error));
    sent.end();
  }

  #take({ type, object }: WatchEvent): void {
    const { name } = object.metadata;
    if (name === undefined) return this.#end(new Error('the watch of namespaces answered with an error'));
    if (this.#ignored.has(name)) return;
    if (type === 'ADDED') {
      this.#created += 1;
      this.#live.add(name);
      this.#peak = Math.max(this.#peak, this.#live.size);
    } else if (type === 'DELETED') {
      this.#live.delete(name);
    } else {
      return;
    }
    this.#lastChangeMs = Date.now();
  }

  #end(error: Error): void {
    if (!this.#stopping.signal.aborted) this.#broken ??= error;
  }
}

interface NamespaceList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

interface WatchEvent {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name?: string } };
}

import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TcpProxy {
  readonly port: number;
  readonly connectionCount: () => number;
  /** Ends every open connection, as a server's kill -9 does. */
  cut(): void;
  /** While refusing, new connections are reset at once. */
  refuse(refusing: boolean): void;
}

/** Hands connections on to a local port; closed with the test. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let refusing = false;
  let connectionCount = 0;
  const server = createServer((incoming) => {
    if (refusing) {
      incoming.resetAndDestroy();
      return;
    }
    connectionCount += 1;
    const outgoing = connect(targetPort, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    cut();
    await closed;
  });
  return {
    port: (server.address() as AddressInfo).port,
    connectionCount: () => connectionCount,
    cut,
    refuse: (next) => (refusing = next),
  };
}

import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { PORT_ATTEMPTS_MAX, PORT_CHOICES_MAX, PORT_MAX, PORT_MIN } from '../shared/limits.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { EndedAtStartError } from './readiness.ts';

export type Ports<Role extends string> = Readonly<Record<Role, number>>;

/** Binds and lets go again; false when somebody else has the port on 127.0.0.1. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await bind(port)) !== undefined;
}

/**
 * Starts something on free ports of 127.0.0.1, first on the preferred ones where these are free. Nothing can reserve a
 * port for a child: when a server ended and one of its ports is somebody else's now, it is tried again on other ports,
 * PORT_ATTEMPTS_MAX times in all.
 * @param start must have ended what it had started when it rejects.
 */
export async function startOnFreePorts<Role extends string, Running>(
  roles: readonly Role[],
  preferred: Partial<Ports<Role>> | undefined,
  start: (ports: Ports<Role>) => Promise<Running>,
): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(roles, attempt === 1 ? preferred : undefined);
    try {
      return await start(ports);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS_MAX || !(error instanceof EndedAtStartError)) throw error;
      const free = await Promise.all(roles.map((role) => isPortFree(ports[role])));
      if (free.every(Boolean)) throw error;
    }
  }
}

async function choosePorts<Role extends string>(
  roles: readonly Role[],
  preferred: Partial<Ports<Role>> | undefined,
): Promise<Ports<Role>> {
  const ports = new Map<Role, number>();
  for (const role of roles) {
    const wish = preferred?.[role];
    const chosen = new Set(ports.values());
    const wished = wish !== undefined && !chosen.has(wish) ? await bind(wish) : undefined;
    ports.set(role, wished ?? (await freePort(chosen)));
  }
  return Object.fromEntries(ports) as Ports<Role>;
}

/**
 * Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 on macOS): one of
 * those could take a port between this choice and the child's bind.
 */
async function freePort(chosen: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < PORT_CHOICES_MAX; attempt += 1) {
    const candidate = randomInt(PORT_MIN, PORT_MAX + 1);
    if (!chosen.has(candidate) && (await bind(candidate)) !== undefined) return candidate;
  }
  throw new EmbeddedServerError('Embedded.StartFailed', 'No free port was found on 127.0.0.1.');
}

/** The port when it could be bound; undefined when it is taken. */
function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}

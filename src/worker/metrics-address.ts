import { isIP } from 'node:net';

/** Where a worker serves its metrics; `required`: it does not run without. */
export interface MetricsPlace {
  readonly address: string;
  readonly required: boolean;
}

const METRICS_VARIABLE = 'MUSTER_METRICS_ADDRESS';

const PORT_MAX = 65_535;

/**
 * What was asked for by the flag, else by MUSTER_METRICS_ADDRESS, which an environment may hand to several workers of a
 * machine: the first has the port then, and the others run without. Throws a sentence for an address that is none.
 */
export function metricsPlaceOf(flag: string | undefined, env: NodeJS.ProcessEnv): MetricsPlace | undefined {
  if (flag !== undefined) return { address: bindAddressOf(flag, '--metrics-address'), required: true };
  const variable = env[METRICS_VARIABLE];
  if (variable === undefined || variable === '') return undefined;
  return { address: bindAddressOf(variable, METRICS_VARIABLE), required: false };
}

/** `IP:PORT` as a socket takes it; `localhost` is 127.0.0.1, an IPv6 address stands in brackets. */
function bindAddressOf(text: string, by: string): string {
  const [, name = '', digits = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const host = name === 'localhost' ? '127.0.0.1' : name;
  const inBrackets = /^\[(.*)\]$/.exec(host)?.[1] ?? '';
  const port = Number(digits);
  if ((isIP(host) === 4 || isIP(inBrackets) === 6) && port >= 1 && port <= PORT_MAX) return `${host}:${port}`;
  throw new Error(`${by}: "${text}" is not an address of this machine with a port, as in 127.0.0.1:9464`);
}

/** The address was well-formed, and metrics cannot be served there: taken, or not of this machine. */
export class MetricsAddressError extends Error {
  override readonly name = 'MetricsAddressError';

  constructor(address: string, cause: unknown) {
    super(`metrics cannot be served at ${address}`, { cause });
  }
}

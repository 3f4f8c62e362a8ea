import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CATALOG } from '../src/embedded/catalog.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

interface Service {
  readonly image?: string;
  readonly command: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(read('../docker-compose.yml')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const schema = JSON.parse(read('fixtures/compose-spec/compose-spec.json')) as object;
const isCompose = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

describe('docker-compose.yml', () => {
  const services = Object.entries(compose.services);

  test('keeps to the Compose Specification', () => {
    isCompose(compose);
    expect(isCompose.errors ?? []).toEqual([]);
    expect(isCompose({ ...compose, services: { broken: { image: 'x', dependson: {} } } })).toBe(false);
  });

  test('has no version key, which Compose calls obsolete', () => {
    expect(compose).not.toHaveProperty('version');
  });

  test('pins every image, and Temporal at the version of the embedded one', () => {
    const images = services.flatMap(([, { image }]) => image ?? []);
    for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+/);
    const version = CATALOG.temporal.version;
    expect(compose.services['temporal']?.image).toBe(`temporalio/temporal:${version}`);
    expect(compose.services['temporal']?.command.join(' ')).toContain(`muster-${version}.db`);
    for (const from of read('../Dockerfile').matchAll(/^FROM (\S+)/gm)) expect(from[1]).toMatch(/:\d+\.\d+\.\d+/);
  });

  test('publishes ports on the loopback address only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports).not.toEqual([]);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test("keeps Temporal's database in a named volume", () => {
    const [source, target] = compose.services['temporal']?.volumes?.[0]?.split(':') ?? [];
    expect(Object.keys(compose.volumes)).toContain(source);
    expect(compose.services['temporal']?.command.join(' ')).toContain(`--db-filename=${target}/`);
  });

  test('starts what depends on a service when that is healthy', () => {
    const needs = services.flatMap(([, service]) => Object.entries(service.depends_on ?? {}));
    expect(needs).not.toEqual([]);
    for (const [name, { condition }] of needs) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]?.healthcheck).toBeDefined();
    }
  });

  test('mounts kubeconfig and tools read-only', () => {
    const mounts = compose.services['worker']?.volumes ?? [];
    for (const target of ['/kube/config', '/tools']) {
      expect(mounts.some((mount) => mount.endsWith(`:${target}:ro`))).toBe(true);
    }
  });
});

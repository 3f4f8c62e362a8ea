import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connectTemporal, temporalTargetOf } from '../../src/worker/temporal-connection.ts';

const never = new AbortController().signal;

function tomlFile(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'muster-worker-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'temporal.toml');
  writeFileSync(path, text);
  return path;
}

test('the address and the Temporal namespace come from the environment', () => {
  const env = { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_NAMESPACE: 'ci', TEMPORAL_CONFIG_FILE: '/none' };
  expect(temporalTargetOf(env, false)).toMatchObject({ address: 'temporal.example:7233', temporalNamespace: 'ci' });
});

test('without any setting it is the local default', () => {
  expect(temporalTargetOf({}, false)).toMatchObject({ address: 'localhost:7233', temporalNamespace: 'default' });
});

test('a profile of temporal.toml counts, unless files are switched off', () => {
  const file = tomlFile('[profile.team]\naddress = "team.example:7233"\nnamespace = "team"\n');
  const env = { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'team' };
  expect(temporalTargetOf(env, true)).toMatchObject({ address: 'team.example:7233', temporalNamespace: 'team' });
  expect(temporalTargetOf(env, false)).toMatchObject({ address: 'localhost:7233', temporalNamespace: 'default' });
});

const target = {
  address: 'temporal.example:7233',
  temporalNamespace: 'default',
  options: { address: 'temporal.example:7233' },
};

test('a server that comes up late is waited for', async () => {
  let tries = 0;
  const retries: unknown[] = [];
  const connection = await connectTemporal(target, {
    stop: never,
    onRetry: (error) => retries.push(error),
    connect: async ({ address }) => {
      tries += 1;
      if (tries < 2) throw new Error('refused');
      return `connected to ${address}`;
    },
  });
  expect(connection).toBe('connected to temporal.example:7233');
  expect(retries).toEqual([new Error('refused')]);
});

test('one that does not come is given up with its address and the last reason', async () => {
  const refused = new Error('refused');
  const connecting = connectTemporal(target, {
    stop: never,
    onRetry: () => {},
    timeoutMs: 0,
    connect: () => Promise.reject(refused),
  });
  await expect(connecting).rejects.toMatchObject({
    message: 'Temporal at temporal.example:7233 cannot be reached',
    cause: refused,
  });
});

test('a stop ends the waiting at once', async () => {
  const stopping = new AbortController();
  const connecting = connectTemporal(target, {
    stop: stopping.signal,
    onRetry: () => stopping.abort(),
    connect: () => Promise.reject(new Error('refused')),
  });
  await expect(connecting).rejects.toMatchObject({ name: 'AbortError' });
});

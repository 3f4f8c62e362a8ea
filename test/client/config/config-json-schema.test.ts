import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/client/config/config-json-schema.ts';
import { parseConfig } from '../../../src/client/config/parse-config.ts';

const published = readFileSync(fileURLToPath(new URL('../../../schemas/config.schema.json', import.meta.url)), 'utf8');

it('the published schema is that of the program; `npm run schemas` writes it', () => {
  expect(published).toBe(configJsonSchema());
});

const accepts = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(published) as object);

it.each([
  {},
  { maxParallel: 8, timeout: '10m', tags: ['smoke'], labels: { component: 'storage' }, embedded: true },
  { quota: { pods: 10, 'requests.cpu': '500m' }, access: 'namespace', keep: 'always', secretEnv: ['A_B'] },
])('editors accept what muster accepts: %j', (config) => {
  expect(accepts(config)).toBe(true);
  expect(parseConfig(JSON.stringify(config))).toHaveProperty('values');
});

it.each([
  { maxParallel: 0 },
  { maxParallel: '8' },
  { timeout: 10 },
  { tags: 'smoke' },
  { access: 'all' },
  { namespacePrefix: 'Upper_Case' },
  { secretEnv: ['A-B'] },
  { max_parallel: 8 },
])('editors refuse what muster refuses: %j', (config) => {
  expect(accepts(config)).toBe(false);
  expect(parseConfig(JSON.stringify(config))).toHaveProperty('problems');
});

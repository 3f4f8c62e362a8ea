import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/client/config/parse-config.ts';
import { settingKeys } from '../../src/client/config/config-schema.ts';
import { settingTable } from '../../src/client/options/setting-table.ts';
import { findingAdvice } from '../../src/scenarios/script-lint/finding.ts';

const text = readFileSync(fileURLToPath(new URL('../../docs/reference/configuration.md', import.meta.url)), 'utf8');

it('the reference has every setting, in the order of the program, with its flag, variable and default', () => {
  const rows = [...text.matchAll(/^\| `(\w+)` \| `(--[\w-]+)` \| (?:`(\w+)` )?\| (?:`([^`]+)` )?\|/gm)];
  expect(rows.map(([, key, flag, variable, fallback]) => ({ key, flag, variable, fallback }))).toEqual(
    settingKeys.map((key) => {
      const { flag, variable, fallback } = settingTable[key];
      return { key, flag, variable, fallback };
    }),
  );
});

it('its example is a configuration', () => {
  const [example = ''] = text.match(/(?<=```yaml\n)[^`]*(?=```)/) ?? [];
  expect(parseConfig(example)).toHaveProperty('values.maxParallel', 8);
});

it('every kind of finding of muster validate is told', () => {
  expect(Object.keys(findingAdvice).filter((kind) => !text.includes(`\`${kind}\``))).toEqual([]);
});

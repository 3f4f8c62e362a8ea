import { expect, it } from 'vitest';
import { requireApart } from '../../../src/client/options/apart.ts';

it.each([
  ['/repo/suite', '/repo/suite'],
  ['/repo/suite', '/repo/suite/'],
  ['suite', 'suite'],
])('with scenarios in %s, results in %s are refused', (scenariosDir, resultsDir) => {
  expect(() => requireApart(scenariosDir, resultsDir)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

it.each([
  ['/repo/suite', '/repo/test-results'],
  ['/repo/suite', '/repo'],
  ['/repo/suite', '/repo/suite/test-results'],
  ['/repo/suite', '/repo/suite-results'],
])('with scenarios in %s, results in %s are accepted', (scenariosDir, resultsDir) => {
  expect(() => requireApart(scenariosDir, resultsDir)).not.toThrow();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactRunJson, indentedRunJson, jsonText } from '../../src/report/index.ts';
import { outcomeWithoutAttempt } from '../../src/shared/outcome.ts';
import { runReportOf, scenarioReportOf } from '../support/reports.ts';

/** Texts that look like what is looked for. */
const text = fc.oneof(fc.string(), fc.constantFrom('\n  "scenarios": []', '"scenarios":[]', '\n', '[]', ']}'));

test('in pieces it is the same text, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 120 }), text, fc.array(text), (count, odd, omitted) => {
      const scenarios = Array.from({ length: count }, (_, index) =>
        scenarioReportOf(`${odd}${index}`, outcomeWithoutAttempt('errored', odd, odd)),
      );
      const report = { ...runReportOf(scenarios), runName: odd, omitted };
      const { scenarios: _scenarios, ...header } = report;
      const scenariosFirst = { scenarios, ...header };
      expect([...indentedRunJson(report)].join('')).toBe(jsonText(report));
      expect([...indentedRunJson(scenariosFirst)].join('')).toBe(jsonText(scenariosFirst));
      expect(JSON.parse([...compactRunJson(report)].join(''))).toEqual(report);
    }),
    { numRuns: 50 },
  );
});

import type { SubmittedCase } from './hostile-case.ts';

const refused = (says: RegExp) => ({ type: 'Run.InvalidInput', says });
const nine = 9_000;

const rows: readonly Omit<SubmittedCase, 'layer'>[] = [
  { name: 'a text for an object', planted: '"x"', holds: refused(/^input: /) },
  {
    name: 'wrong types in every field',
    planted: '{"scenariosDir":[],"maxParallel":"8","selection":7,"namespaceSetup":[],"environmentFile":{"a":1}}',
    holds: refused(/^scenariosDir: /),
  },
  {
    name: 'a path of a hundred kilobytes',
    planted: JSON.stringify({ scenariosDir: 'x'.repeat(100_000) }),
    holds: refused(/^scenariosDir: .{1,300}$/),
  },
  {
    name: 'lists in lists, nine thousand deep',
    planted: `{"nobody":${'['.repeat(nine)}${']'.repeat(nine)}}`,
    holds: refused(/^(input: |the input cannot be written)/),
  },
  {
    name: 'a workflow id with which no scenario could be started',
    planted: '{"scenariosDir":"."}',
    workflowId: `muster-${'x'.repeat(900)}`,
    holds: refused(/at most 200 bytes/),
  },
  {
    name: 'a file of somebody else’s as its environment, to have it removed',
    planted: '{"scenariosDir":"/no/such/directory","environmentFile":"HOME/precious"}',
    holds: { type: 'Plan.NoDirectory', says: /does not exist/ },
  },
  {
    name: 'results into /proc',
    planted: '{"scenariosDir":"HOME/suite","resultsDir":"/proc/muster"}',
    holds: { type: 'Results.Unwritable', says: /\/proc\/muster cannot be written/ },
  },
  {
    name: 'results into the root of the file system',
    planted: '{"scenariosDir":"HOME/suite","resultsDir":"/"}',
    holds: { type: 'Results.Unwritable', says: /it is the root of the file system/ },
  },
  {
    name: 'results behind a file',
    planted: '{"scenariosDir":"HOME/suite","resultsDir":"HOME/suite/a.sh/results"}',
    holds: { type: 'Results.Unwritable', says: /a part of the path is a file/ },
  },
];

export const submittedRows: readonly SubmittedCase[] = rows.map((row) => ({ layer: 'submitted', ...row }));

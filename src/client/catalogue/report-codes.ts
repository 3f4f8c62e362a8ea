import { ExitCode } from '../exit-codes.ts';
import type { CatalogueEntry } from './entry.ts';

/** Of reports that were written before. */
export const reportCodes = {
  'Results.NotRendered': {
    means: 'One of the reports could not be made from the record of the run.',
    because: 'This is a defect of muster. The record `.muster/run.json`, the logs and the other reports are there.',
    fix: ['report it, with the .muster/run.json', 'try another version: muster report build DIR'],
    exitCode: ExitCode.Environment,
  },
  'Report.NotFound': {
    means: 'There is no report in the directory.',
    because: 'No run has ended there, one is still open, or the path is that of another directory.',
    fix: ['name a results directory: muster report build DIR', 'see whether a run is open: muster status'],
    exitCode: ExitCode.Usage,
  },
  'Report.Unreadable': {
    means: 'The record of the run is there and cannot be read.',
    because: 'It is damaged, or a newer muster wrote it in a form that this one does not know.',
    fix: ['use the version of muster that wrote it, or a later one'],
    exitCode: ExitCode.Usage,
  },
  'Report.Overlap': {
    means: 'Two of the reports that are to be merged have a result of the same scenario.',
    because: 'A directory was named twice, or the runs were no shards of one suite.',
    fix: ['name each shard once', 'start them with --shard 1/N to N/N, all with the same N and selection'],
    exitCode: ExitCode.Usage,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

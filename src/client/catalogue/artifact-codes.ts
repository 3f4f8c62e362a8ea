import { ExitCode } from '../exit-codes.ts';
import type { CatalogueEntry } from './entry.ts';

/** Of what travels between whoever starts a run and workers on other hosts. */
export const artifactCodes = {
  'Plan.DigestMismatch': {
    means: 'The scenarios directory on a worker does not hold what the one here holds.',
    because: 'Its checkout is of another commit, or somebody has changed a file here or there.',
    fix: [
      "send the directory along: --bundle, with the workers' artifact store in --artifacts",
      'or bring the checkouts to the same commit; what is compared: docs/how-to/run-on-several-hosts.md',
    ],
    exitCode: ExitCode.Environment,
  },
  'Bundle.Invalid': {
    means: "The bundle of the run's scenarios is not in the worker's artifact store, or is not what its digest says.",
    because: 'The worker uses another store than whoever started the run, or somebody removed or changed the bundle.',
    fix: [
      'give both the same store: MUSTER_ARTIFACTS, or --artifacts of muster run and muster worker',
      'a bundle that was changed: delete its object from the store, then start the run again',
    ],
    exitCode: ExitCode.Environment,
  },
  'Artifacts.Unusable': {
    means: 'The artifact store cannot be used.',
    because: 'No such bucket or directory, no right to read or write, wrong credentials or region, or none is named.',
    fix: ['check it: muster doctor --artifacts URL', 'what it needs: docs/how-to/run-on-several-hosts.md'],
    exitCode: ExitCode.Usage,
  },
  'Artifacts.Unavailable': {
    means: 'The artifact store does not answer, or not in time.',
    because: 'Its service or the network is down or overloaded, or the disk below it is full.',
    fix: ['try again; check it: muster doctor --artifacts URL'],
    exitCode: ExitCode.Environment,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

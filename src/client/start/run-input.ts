import type { RunInput } from '../../shared/run-input.ts';
import type { RunOptions } from '../options/options.ts';

/** The workflow's input: what was decided here, and nothing that has a default there. */
export function runInputOf(
  options: Pick<RunOptions, 'scenariosDir' | 'resultsDir' | 'selection' | 'tuning'>,
  here: {
    readonly workingDir?: string;
    readonly environmentFile?: string | undefined;
    readonly leaseMs?: number | undefined;
    readonly webUiUrl?: string | undefined;
    readonly bundleDigest?: string | undefined;
    readonly scenariosDigest?: string | undefined;
  },
): RunInput {
  return {
    scenariosDir: options.scenariosDir,
    resultsDir: options.resultsDir,
    selection: options.selection,
    ...options.tuning,
    ...(here.workingDir === undefined ? {} : { workingDir: here.workingDir }),
    ...(here.leaseMs === undefined ? {} : { leaseMs: here.leaseMs }),
    ...(here.webUiUrl === undefined ? {} : { webUiUrl: here.webUiUrl }),
    ...(here.environmentFile === undefined ? {} : { environmentFile: here.environmentFile }),
    ...(here.bundleDigest === undefined ? {} : { bundleDigest: here.bundleDigest }),
    ...(here.scenariosDigest === undefined ? {} : { scenariosDigest: here.scenariosDigest }),
  };
}

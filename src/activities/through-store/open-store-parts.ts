import type { ArtifactStore } from '../../artifacts/index.ts';
import { LogSender, type LogSending } from './log-sender.ts';
import { Staging } from './staging.ts';
import type { StoreParts } from './store-parts.ts';

export interface OpenStoreParts extends StoreParts {
  close(): Promise<void>;
}

/** What a worker with a store gives its activities. Takes up, in the background, what workers that are gone have left. */
export function openStoreParts(options: {
  readonly store: ArtifactStore;
  /** Below the worker's state; made when it is needed, for its user alone. */
  readonly stagingDir: string;
  readonly workerMark: string;
  readonly warn: LogSending['warn'];
}): OpenStoreParts {
  const { store, warn } = options;
  const staging = new Staging(options.stagingDir, options.workerMark);
  const logs = new LogSender({ store, staging, warn });
  void logs.begin().catch((error: unknown) => warn('logs of an earlier worker stay here', { error: String(error) }));
  return {
    store,
    staging,
    logs,
    close: async () => {
      logs.close();
      await staging.close();
    },
  };
}

import type { ArtifactStore } from '../../artifacts/index.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { TemporalServer } from '../temporal-server.ts';
import type { LogSender } from './log-sender.ts';
import type { Staging } from './staging.ts';

export interface StoreParts {
  readonly store: ArtifactStore;
  readonly staging: Staging;
  readonly logs: LogSender;
}

export interface ThroughStoreDependencies {
  /** Absent: this worker has none, and leaves runs whose results go through one to others. */
  readonly parts?: StoreParts | undefined;
  readonly activity: () => ActivityContext;
  readonly temporalServer: Pick<TemporalServer, 'currentWorkflow' | 'namespaceId'>;
  readonly warn: (message: string, details: Readonly<Record<string, string>>) => void;
}

import { z } from 'zod';

/** What the client and the background process say to each other. Everything is JSON over one unix socket. */

export type Profile = 'api' | 'workloads';

const profileSchema = z.enum(['api', 'workloads']);

/** Another cluster than the embedded one; `kubeconfigPath` may be several absolute paths, joined as in `KUBECONFIG`. */
const clusterSchema = z.union([
  z.literal('embedded'),
  z.object({ kubeconfigPath: z.string(), context: z.string(), server: z.string() }),
]);

export const workerRequestSchema = z.object({
  cluster: clusterSchema,
  /** `TEMPORAL_*` variables of a Temporal that is not the local one; empty means the local one. */
  temporalEnv: z.record(z.string(), z.string()),
});

const ensureRequestSchema = z.object({
  temporal: z.boolean(),
  kubernetes: profileSchema.optional(),
  worker: workerRequestSchema.optional(),
});

/** With every request comes who asks. */
const callerSchema = z.object({ clientPid: z.number().int().positive() });

export const ensureCallSchema = ensureRequestSchema.extend(callerSchema.shape);
export type EnsureCall = z.infer<typeof ensureCallSchema>;

/** `if-idle`: unless something needs the servers · `if-unused`: unless a run is open or another command uses them. */
const stopWhenSchema = z.enum(['now', 'if-idle', 'if-unused']);
export type StopWhen = z.infer<typeof stopWhenSchema>;

export const stopCallSchema = callerSchema.extend({ when: stopWhenSchema });

export type WorkerRequest = Readonly<z.infer<typeof workerRequestSchema>>;

/** What must be running. What runs already stays; a cluster of the profile `workloads` also serves as `api`. */
export interface EnsureRequest {
  /** Start or find the local Temporal; false when the user has one configured. */
  readonly temporal: boolean;
  /** Start or find the embedded cluster with at least this profile. */
  readonly kubernetes?: Profile | undefined;
  readonly worker?: WorkerRequest | undefined;
}

export interface EnsureAnswer {
  /** True: this call started the background process. */
  readonly startedBackground: boolean;
  readonly temporal?: { readonly address: string; readonly uiUrl: string };
  readonly kubernetes?: {
    readonly kubeconfigPath: string;
    readonly context: string;
    readonly server: string;
    readonly profile: Profile;
  };
  readonly worker?: { readonly taskQueue: string; readonly pid: number };
  /** Holds kubectl and helm; belongs last on PATH. */
  readonly toolsDir?: string;
}

/** `done` of `total` when the step can be counted. */
export interface Progress {
  readonly step: string;
  readonly done?: number;
  readonly total?: number;
}

export type OnProgress = (progress: Progress) => void;

/** `gave-up`: it died so often in a row that it is not started again until somebody asks for it. */
export type ChildPhase = 'starting' | 'running' | 'restarting' | 'gave-up' | 'stopped';

export interface ChildStatus {
  readonly phase: ChildPhase;
  /** Since the background process started. */
  readonly restartCount: number;
  /** Why it last died or did not start. */
  readonly problem?: string;
}

export interface RunningStatus {
  readonly running: true;
  readonly pid: number;
  /** muster's own version. */
  readonly version: string;
  readonly startedAtMs: number;
  readonly stopping: boolean;
  readonly temporal?: ChildStatus & { readonly address?: string; readonly uiUrl?: string };
  readonly kubernetes?: ChildStatus & {
    readonly profile: Profile;
    readonly kubeconfigPath?: string;
    readonly server?: string;
  };
  readonly workers: readonly (ChildStatus & {
    readonly taskQueue: string;
    readonly context: string;
    readonly pid?: number;
    readonly logPath: string;
  })[];
  /** Absent while there is work, or while it cannot be told. */
  readonly idleSinceMs?: number;
}

export type LocalStatus = { readonly running: false } | RunningStatus;

/** One line of the answer to `POST /ensure`; an empty object is a sign of life. */
export type EnsureLine =
  | { readonly progress: Progress }
  | { readonly answer: Omit<EnsureAnswer, 'startedBackground'> }
  | { readonly error: { readonly type: string; readonly message: string; readonly fix: string } }
  | Record<string, never>;

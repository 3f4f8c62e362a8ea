import { z } from 'zod';
import type { Diagnostics } from '../shared/diagnostics.ts';
import {
  DIAGNOSTICS_CONDITIONS_MAX,
  DIAGNOSTICS_CONTAINERS_PER_POD_MAX,
  DIAGNOSTICS_EVENTS_MAX,
  DIAGNOSTICS_LOG_BYTES,
  DIAGNOSTICS_LOGS_MAX,
  DIAGNOSTICS_MESSAGE_LENGTH_MAX,
  DIAGNOSTICS_PODS_MAX,
  DIAGNOSTICS_WORKLOADS_MAX,
} from '../shared/limits.ts';

/** Words are shorter; reasons of odd controllers may be sentences. */
const text = z.string().max(DIAGNOSTICS_MESSAGE_LENGTH_MAX);
/** Sentences of ours may list a few names. */
const sentence = z.string().max(8 * DIAGNOSTICS_MESSAGE_LENGTH_MAX);
const count = z.number().min(0);
/** As far as a date goes. */
const timeMs = z.number().min(0).max(8.64e15);

const container = z.object({
  name: text,
  init: z.boolean(),
  image: text,
  ready: z.boolean(),
  restartCount: count,
  reason: text.exactOptional(),
  message: text.exactOptional(),
  exitCode: z.int().exactOptional(),
});

const pod = z.object({
  name: text,
  phase: text,
  ready: z.boolean(),
  node: text.exactOptional(),
  reason: text.exactOptional(),
  message: text.exactOptional(),
  containers: z.array(container).max(DIAGNOSTICS_CONTAINERS_PER_POD_MAX),
});

const event = z.object({
  type: text,
  reason: text,
  object: z.string().max(2 * DIAGNOSTICS_MESSAGE_LENGTH_MAX),
  message: text,
  count,
  lastSeenAtMs: timeMs,
});

const condition = z.object({
  type: text,
  status: text,
  reason: text.exactOptional(),
  message: text.exactOptional(),
});

/**
 * What we write and nothing else: the file lies where scripts can write. Keys that we do not know are dropped, more or
 * longer than we write is refused.
 */
export const diagnosticsSchema: z.ZodType<Diagnostics> = z.object({
  attempt: z.int().min(1),
  namespace: text,
  collectedAtMs: timeMs,
  pods: z.array(pod).max(DIAGNOSTICS_PODS_MAX),
  events: z.array(event).max(DIAGNOSTICS_EVENTS_MAX),
  workloads: z
    .array(
      z.object({ kind: text, name: text, state: text, conditions: z.array(condition).max(DIAGNOSTICS_CONDITIONS_MAX) }),
    )
    .max(DIAGNOSTICS_WORKLOADS_MAX),
  logs: z
    .array(z.object({ pod: text, container: text, previous: z.boolean(), tail: z.string().max(DIAGNOSTICS_LOG_BYTES) }))
    .max(DIAGNOSTICS_LOGS_MAX),
  omitted: z.array(sentence).max(2 * DIAGNOSTICS_LOGS_MAX),
});

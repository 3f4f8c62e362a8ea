import { labelValueOf } from '../../shared/names.ts';
import type { NamespaceOwner } from '../../shared/namespace.ts';
import { Mark } from '../../shared/namespace.ts';
import type { NamespaceSetup } from '../../shared/namespace-setup.ts';

export interface OwnershipMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Selects every namespace of every installation. */
export const managedSelector = `${Mark.managedByLabel}=${Mark.managedByValue}`;

/** Selects a run's namespaces, and those of other runs whose names share the label value: check the owner as well. */
export function runSelector(runName: string): string {
  return `${managedSelector},${Mark.runLabel}=${labelValueOf(runName)}`;
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const POD_SECURITY_LABEL = 'pod-security.kubernetes.io/enforce';

/**
 * What a namespace carries from its first moment. Annotations hold the truth, labels are for selecting. What the setup
 * adds never replaces any of it. The version of a pod security level stays the cluster's own decision.
 */
export function metadataOf(
  owner: NamespaceOwner,
  expiresAtMs: number,
  setup?: Pick<NamespaceSetup, 'labels' | 'annotations' | 'podSecurity'>,
): OwnershipMetadata {
  return {
    labels: {
      ...setup?.labels,
      ...(setup?.podSecurity === undefined ? {} : { [POD_SECURITY_LABEL]: setup.podSecurity }),
      [Mark.managedByLabel]: Mark.managedByValue,
      [Mark.runLabel]: labelValueOf(owner.runName),
      [Mark.scenarioLabel]: labelValueOf(owner.scenario),
    },
    annotations: {
      ...setup?.annotations,
      [Mark.runAnnotation]: owner.runName,
      [Mark.scenarioAnnotation]: owner.scenario,
      [Mark.attemptAnnotation]: String(owner.attempt),
      [Mark.temporalNamespaceIdAnnotation]: owner.temporalNamespaceId,
      [Mark.workflowIdAnnotation]: owner.workflowId,
      [Mark.firstRunIdAnnotation]: owner.firstRunId,
      [Mark.expiresAtAnnotation]: new Date(expiresAtMs).toISOString(),
    },
  };
}

/** The owner, or `undefined` when the managed-by label or any annotation is missing: then it is not ours. */
export function ownerOf(metadata: OwnershipMetadata): NamespaceOwner | undefined {
  if (metadata.labels[Mark.managedByLabel] !== Mark.managedByValue) return undefined;
  const { annotations } = metadata;
  const runName = annotations[Mark.runAnnotation];
  const scenario = annotations[Mark.scenarioAnnotation];
  const attempt = annotations[Mark.attemptAnnotation];
  const temporalNamespaceId = annotations[Mark.temporalNamespaceIdAnnotation];
  const workflowId = annotations[Mark.workflowIdAnnotation];
  const firstRunId = annotations[Mark.firstRunIdAnnotation];
  if (runName === undefined || scenario === undefined || attempt === undefined) return undefined;
  if (temporalNamespaceId === undefined || workflowId === undefined || firstRunId === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(attempt)) return undefined;
  return { runName, scenario, attempt: Number(attempt), temporalNamespaceId, workflowId, firstRunId };
}

/** Milliseconds since the epoch, or `undefined` when there is no readable expiry. */
export function expiresAtMsOf(metadata: OwnershipMetadata): number | undefined {
  return timeOf(metadata, Mark.expiresAtAnnotation);
}

/** Until when it stays for a look (milliseconds since the epoch), or `undefined` when it is not kept. */
export function keptUntilMsOf(metadata: OwnershipMetadata): number | undefined {
  return timeOf(metadata, Mark.keepUntilAnnotation);
}

function timeOf({ annotations }: OwnershipMetadata, key: string): number | undefined {
  const atMs = Date.parse(annotations[key] ?? '');
  return Number.isNaN(atMs) ? undefined : atMs;
}

export function isSameOwner(one: NamespaceOwner | undefined, other: NamespaceOwner): boolean {
  return (
    one !== undefined &&
    one.runName === other.runName &&
    one.scenario === other.scenario &&
    one.attempt === other.attempt &&
    one.temporalNamespaceId === other.temporalNamespaceId &&
    one.workflowId === other.workflowId &&
    one.firstRunId === other.firstRunId
  );
}

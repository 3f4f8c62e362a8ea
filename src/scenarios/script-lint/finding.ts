/** What a script does that does not fit a namespace of its own. */
export const findingAdvice = {
  'literal-namespace': 'use the namespace that the scenario is given, "$NAMESPACE", or none: kubectl and helm know it',
  'creates-namespace': 'the namespace is there already: leave this out, or say "access: cluster" in the metadata',
  'all-namespaces': 'reaches into other namespaces: leave this out, or say "access: cluster" in the metadata',
  'cluster-scoped': 'belongs to the whole cluster, for all scenarios at once: say "access: cluster" in the metadata',
} as const;

export type FindingKind = keyof typeof findingAdvice;

/** Not yet placed in lines. */
export interface Suspicion {
  readonly kind: FindingKind;
  /** Where in the source. */
  readonly offset: number;
  /** What stands there, shortened. */
  readonly text: string;
}

const NAMESPACE_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** What can only be the name of one namespace, whoever runs the script. */
export function isNamespaceName(text: string): boolean {
  return NAMESPACE_NAME.test(text);
}

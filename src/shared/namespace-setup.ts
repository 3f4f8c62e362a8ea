import { z } from 'zod';
import {
  ANNOTATION_LENGTH_MAX,
  LABEL_VALUE_LENGTH_MAX,
  MANIFEST_FILES_MAX,
  NAMESPACE_SETUP_LENGTH_MAX,
} from './limits.ts';
import { isBoundable, isDefaultable, quantityProblem } from './quantities.ts';

/** Labels and annotations below this prefix carry the ownership; nobody else may write them. */
const OWN_PREFIX = 'muster/';
const OWN_KEYS: readonly string[] = ['app.kubernetes.io/managed-by', 'kubernetes.io/metadata.name'];
const POD_SECURITY_PREFIX = 'pod-security.kubernetes.io/';

/** A qualified name, see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/. */
const KEY_NAME = /^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const KEY_PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const KEY_PREFIX_LENGTH_MAX = 253;
const LABEL_VALUE = /^([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/;

function isKey(text: string): boolean {
  const slash = text.indexOf('/');
  const prefix = text.slice(0, Math.max(slash, 0));
  const isPrefixed = slash < 0 || (prefix.length <= KEY_PREFIX_LENGTH_MAX && KEY_PREFIX.test(prefix));
  return isPrefixed && KEY_NAME.test(text.slice(slash + 1));
}

const key = z
  .string()
  .refine(isKey, 'must be a name such as team or example.com/team')
  .refine((text) => !text.startsWith(OWN_PREFIX) && !OWN_KEYS.includes(text), 'belongs to muster or to Kubernetes');
const labelKey = key.refine((text) => !text.startsWith(POD_SECURITY_PREFIX), 'is set by the pod security level');
const labelValue = z
  .string()
  .max(LABEL_VALUE_LENGTH_MAX, `must be at most ${LABEL_VALUE_LENGTH_MAX} characters`)
  .regex(LABEL_VALUE, 'must be letters, digits and inner - _ .');

const annotation = z.string().max(ANNOTATION_LENGTH_MAX, `must be at most ${ANNOTATION_LENGTH_MAX} characters`);

/** Amounts by resource; what is wrong with one is said at its place. */
function quantities(resource: z.ZodString) {
  return z.record(resource, z.string('must be a text in quotes such as "10"')).superRefine((amounts, context) => {
    for (const [name, amount] of Object.entries(amounts)) {
      const message = quantityProblem(name, amount);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });
}

const boundable = z
  .string()
  .refine(isBoundable, 'must be what a quota counts: pods, requests.cpu, count/deployments.apps');
const defaultable = z.string().refine(isDefaultable, 'must be cpu, memory or ephemeral-storage');

/** What every scenario's namespace gets beside its ownership, before the script starts. All of it is optional. */
export const namespaceSetupSchema = z
  .strictObject({
    labels: z.record(labelKey, labelValue).default({}),
    annotations: z.record(key, annotation).default({}),
    /** Hard limits of a ResourceQuota: `pods`, `requests.cpu`, `count/configmaps`, … */
    quota: quantities(boundable).default({}),
    /** What a container gets that says nothing: `cpu`, `memory`; a LimitRange's default and defaultRequest. */
    limitDefaults: quantities(defaultable).default({}),
    /** `default-deny`: pods reach each other within the namespace and DNS, nothing else, where the CNI enforces it. */
    networkPolicy: z.enum(['open', 'default-deny']).default('open'),
    /** Level that the API server enforces; absent: the cluster's own default. */
    podSecurity: z.enum(['privileged', 'baseline', 'restricted']).optional(),
    /** YAML or JSON files with namespaced objects, on the worker's disk; read when they are applied, never recorded. */
    applyFiles: z
      .array(z.string().min(1))
      .max(MANIFEST_FILES_MAX, `must be at most ${MANIFEST_FILES_MAX} files`)
      .default([]),
  })
  .refine(
    (setup) => JSON.stringify(setup).length <= NAMESPACE_SETUP_LENGTH_MAX,
    `must be at most ${NAMESPACE_SETUP_LENGTH_MAX} characters as JSON`,
  );

export type NamespaceSetup = z.output<typeof namespaceSetupSchema>;

/** Whether it asks for nothing at all. */
export function isEmptySetup(setup: NamespaceSetup): boolean {
  const { networkPolicy, podSecurity, applyFiles, ...records } = setup;
  const isGiven = Object.values(records).some((record) => Object.keys(record).length > 0);
  return !isGiven && networkPolicy === 'open' && podSecurity === undefined && applyFiles.length === 0;
}

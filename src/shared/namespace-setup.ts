import { z } from 'zod';
import { ANNOTATION_LENGTH_MAX, LABEL_VALUE_LENGTH_MAX } from './limits.ts';

/** Labels and annotations below this prefix carry the ownership; nobody else may write them. */
const OWN_PREFIX = 'muster/';
const OWN_KEYS: readonly string[] = ['app.kubernetes.io/managed-by', 'kubernetes.io/metadata.name'];
const POD_SECURITY_PREFIX = 'pod-security.kubernetes.io/';

/** A qualified name, see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/. */
const KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/;
/** A resource quantity, see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/. */
const QUANTITY = /^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

const key = z
  .string()
  .regex(KEY, 'must be a name such as team or example.com/team')
  .refine((text) => !text.startsWith(OWN_PREFIX) && !OWN_KEYS.includes(text), 'belongs to muster or to Kubernetes');
const labelKey = key.refine((text) => !text.startsWith(POD_SECURITY_PREFIX), 'is set with podSecurity');
const labelValue = z.string().max(LABEL_VALUE_LENGTH_MAX).regex(LABEL_VALUE, 'must be letters, digits and inner - _ .');
const quantities = z.record(key, z.string().regex(QUANTITY, 'must be a quantity such as 10, 500m or 2Gi'));

/** What every scenario's namespace gets beside its ownership, before the script starts. All of it is optional. */
export const namespaceSetupSchema = z.strictObject({
  labels: z.record(labelKey, labelValue).default({}),
  annotations: z.record(key, z.string().max(ANNOTATION_LENGTH_MAX)).default({}),
  /** Hard limits of a ResourceQuota: `pods`, `requests.cpu`, `count/configmaps`, … */
  quota: quantities.default({}),
  /** What a container gets that says nothing: `cpu`, `memory`; a LimitRange's default and defaultRequest. */
  limitDefaults: quantities.default({}),
  /** `default-deny`: pods reach each other within the namespace and DNS, nothing else, where the CNI enforces it. */
  networkPolicy: z.enum(['open', 'default-deny']).default('open'),
  /** Level that the API server enforces; absent: the cluster's own default. */
  podSecurity: z.enum(['privileged', 'baseline', 'restricted']).optional(),
  /** YAML or JSON files with namespaced objects, on the worker's disk; read when they are applied, never recorded. */
  applyFiles: z.array(z.string().min(1)).default([]),
});

export type NamespaceSetup = z.output<typeof namespaceSetupSchema>;

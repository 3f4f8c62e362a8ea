/** A resource quantity, see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/. */
const QUANTITY = /^\d{1,15}(\.\d{1,9})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;
const WHOLE = /^\d{1,9}(k|M|G)?$/;
const WHOLE_BYTES = /^\d{1,15}(\.\d{1,9})?(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;

/**
 * What a ResourceQuota counts without a name of a group, see
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/.
 */
const objectCounts: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
]);
const bytes: ReadonlySet<string> = new Set(['memory', 'storage', 'ephemeral-storage']);
const ofContainers: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const COUNT = /^count\/[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;
const STORAGE_CLASS =
  /^[a-z0-9]([-a-z0-9.]{0,200}[a-z0-9])?\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/;
/** Extended resources: `requests.nvidia.com/gpu`. */
const EXTENDED =
  /^requests\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+\/[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;

/** Whether a quota can bound it, as far as that can be told without a cluster. */
export function isBoundable(resource: string): boolean {
  if (objectCounts.has(resource) || ofContainers.has(resource) || resource === 'requests.storage') return true;
  const [, computed] = /^(?:requests|limits)\.(.*)$/.exec(resource) ?? [];
  if (computed !== undefined && ofContainers.has(computed)) return true;
  if (resource.length > 253) return false;
  return COUNT.test(resource) || STORAGE_CLASS.test(resource) || EXTENDED.test(resource);
}

/** Whether a LimitRange can give a container a default of it. */
export function isDefaultable(resource: string): boolean {
  return ofContainers.has(resource);
}

/** Why that amount of the resource is refused; undefined when it can be used. */
export function quantityProblem(resource: string, amount: string): string | undefined {
  if (!QUANTITY.test(amount)) return 'must be a quantity such as 10, 500m or 2Gi';
  const last = resource.split('/').at(-1) ?? resource;
  if (bytes.has(last.replace(/^(requests|limits)\./, ''))) {
    // `512m` is half a byte, and nearly always meant as 512Mi.
    return WHOLE_BYTES.test(amount) ? undefined : 'must be bytes such as 512Mi or 2Gi';
  }
  const isCount = objectCounts.has(last) || resource.includes('/');
  return isCount && !WHOLE.test(amount) ? 'must be a whole number such as 10' : undefined;
}

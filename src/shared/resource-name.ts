/**
 * A kind of object as kubectl takes it: `pods`, `deployments.apps`, `serviceaccounts/token`. `resource` is the plural
 * with its subresource, if any; `group` is `''` for the core group.
 */
export function resourceNameOf(resource: string, group: string): string {
  const [kind = '', subresource] = resource.split('/');
  return `${kind}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}

/**
 * Variables by which programs would reach a cluster past the kubeconfig that the script is given: helm's own, a pod's
 * service account, Terraform's and Ansible's providers.
 */
const leadsElsewhere = new RegExp(
  [
    'KUBECONFIG|POD_NAMESPACE|HELM_NAMESPACE|HELM_KUBE.*|K8S_AUTH_.*',
    'KUBERNETES_(MASTER|SERVICE_HOST|SERVICE_PORT.*|PORT.*)',
    'KUBE_(HOST|USER|PASSWORD|TOKEN|INSECURE|TLS_SERVER_NAME|PROXY_URL|CONFIG_PATHS?|CTX.*|(CLIENT|CLUSTER)_.*_DATA)',
  ]
    .map((names) => `^(${names})$`)
    .join('|'),
);

/** The environment without whatever names another cluster, user or namespace than the script's own. */
export function withoutOtherAccess(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !leadsElsewhere.test(name)));
}

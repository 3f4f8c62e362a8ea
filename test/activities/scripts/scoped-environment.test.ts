import { expect, test } from 'vitest';
import { withoutOtherAccess } from '../../../src/activities/scripts/scoped-environment.ts';

const given = (names: string) => Object.fromEntries(names.split(' ').map((name) => [name, 'x']));

test('whatever leads helm, client-go, Terraform or Ansible to another cluster, user or namespace is taken out', () => {
  const leading =
    'KUBECONFIG HELM_KUBETOKEN HELM_KUBEAPISERVER HELM_KUBECONTEXT HELM_KUBEASUSER HELM_KUBEASGROUPS HELM_KUBECAFILE ' +
    'HELM_KUBETLS_SERVER_NAME HELM_KUBEINSECURE_SKIP_TLS_VERIFY HELM_NAMESPACE POD_NAMESPACE KUBERNETES_MASTER ' +
    'KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_SERVICE_PORT_HTTPS KUBERNETES_PORT_443_TCP ' +
    'K8S_AUTH_KUBECONFIG K8S_AUTH_API_KEY KUBE_TOKEN KUBE_HOST KUBE_CONFIG_PATH KUBE_CONFIG_PATHS KUBE_CTX ' +
    'KUBE_CTX_CLUSTER KUBE_CLIENT_KEY_DATA KUBE_CLUSTER_CA_CERT_DATA';
  expect(withoutOtherAccess(given(leading))).toEqual({});
});

test('everything else stays, names that only begin alike too', () => {
  const others = given(
    'PATH HOME HELM_CACHE_HOME HELM_DRIVER HELM_PLUGINS KUBE_EDITOR KUBE_VERSION KUBERNETES_VERSION MY_KUBECONFIG ' +
      'KUBECACHEDIR NAMESPACE AWS_PROFILE',
  );
  expect(withoutOtherAccess(others)).toEqual(others);
});

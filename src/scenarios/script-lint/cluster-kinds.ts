/** Kinds that belong to no namespace, with the short names that kubectl knows. */
const shortNames: Readonly<Record<string, readonly string[]>> = {
  Namespace: ['ns'],
  Node: ['no'],
  PersistentVolume: ['pv'],
  ClusterRole: [],
  ClusterRoleBinding: [],
  CustomResourceDefinition: ['crd', 'crds'],
  PriorityClass: ['pc'],
  StorageClass: ['sc'],
  VolumeAttachment: [],
  VolumeSnapshotClass: [],
  CSIDriver: [],
  CSINode: [],
  IngressClass: [],
  GatewayClass: [],
  RuntimeClass: [],
  DeviceClass: [],
  ValidatingWebhookConfiguration: [],
  MutatingWebhookConfiguration: [],
  ValidatingAdmissionPolicy: [],
  ValidatingAdmissionPolicyBinding: [],
  MutatingAdmissionPolicy: [],
  MutatingAdmissionPolicyBinding: [],
  APIService: [],
  CertificateSigningRequest: ['csr'],
  FlowSchema: [],
  PriorityLevelConfiguration: [],
  ClusterIssuer: [],
};

const kinds = new Set(Object.keys(shortNames));

const kindOfResource = new Map(
  Object.entries(shortNames).flatMap(([kind, short]) =>
    [kind.toLowerCase(), pluralOf(kind.toLowerCase()), ...short].map((name) => [name, kind] as const),
  ),
);

export function isClusterKind(kind: string): boolean {
  return kinds.has(kind);
}

/** `crd`, `nodes`, `clusterroles.rbac.authorization.k8s.io` → the kind; undefined for what lives in namespaces. */
export function clusterKindOf(resource: string): string | undefined {
  const [name = ''] = resource.toLowerCase().split('.');
  return kindOfResource.get(name);
}

function pluralOf(name: string): string {
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}

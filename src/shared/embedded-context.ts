/** The context of the cluster that muster starts, in records and in its kubeconfig: part of the public contract. */
export const EMBEDDED_CONTEXT = 'muster-embedded';

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { discoverScenarios, lintScenarios } from '../../../src/scenarios/index.ts';
import { lintScript } from '../../../src/scenarios/script-lint/index.ts';
import { LINT_FINDINGS_PER_SCRIPT_MAX } from '../../../src/shared/limits.ts';

/** `line:column kind text` of each finding. */
function found(source: string, access: 'cluster' | 'namespace' = 'namespace'): string[] {
  return lintScript(source, access).map(({ line, column, kind, text }) => `${line}:${column} ${kind} ${text}`);
}

const kinds = (source: string) => lintScript(source, 'namespace').map(({ kind }) => kind);

describe('a namespace that is written out is told', () => {
  test.each([
    ['kubectl get pods -n kube-system', '1:18 literal-namespace -n kube-system'],
    ['kubectl get pods -nkube-system', '1:18 literal-namespace -nkube-system'],
    ['kubectl get pods --namespace=orders', '1:18 literal-namespace --namespace=orders'],
    ["kubectl --namespace 'orders' get pods", '1:9 literal-namespace --namespace orders'],
    ['helm upgrade --install web ./chart -n web', '1:36 literal-namespace -n web'],
    ['  ./bin/kubectl -n orders get pods', '1:17 literal-namespace -n orders'],
    ['"$KUBECTL" -n orders get pods', '1:12 literal-namespace -n orders'],
    ['if ! timeout 30 kubectl -n orders wait pod/x; then exit 1; fi', '1:25 literal-namespace -n orders'],
    ['pods=$(kubectl get pods -n orders -o name)', '1:25 literal-namespace -n orders'],
    ['echo "there are $(kubectl get pods -n orders | wc -l)"', '1:36 literal-namespace -n orders'],
    ['count=`kubectl get pods -n orders -o name`', '1:25 literal-namespace -n orders'],
    ['true && (cd x; kubectl apply -n orders -f .)', '1:30 literal-namespace -n orders'],
    ['NAMESPACE=spark-test', '1:1 literal-namespace NAMESPACE=spark-test'],
    ['export MONITORING_NAMESPACE="monitoring"', '1:8 literal-namespace MONITORING_NAMESPACE=monitoring'],
    ['kubectl delete namespace orders', '1:9 literal-namespace delete namespace orders'],
    ['kubectl create ns orders', '1:9 literal-namespace create ns orders'],
    ['kubectl wait --for=delete ns/orders', '1:9 literal-namespace wait ns/orders'],
    ['kubectl get pods \\\n  -n \\\n  orders', '2:3 literal-namespace -n orders'],
    ['kubectl get pods\r\nkubectl get pods -n orders\r\n', '2:18 literal-namespace -n orders'],
  ])('%j', (source, finding) => {
    expect(found(source)).toEqual([finding]);
    expect(found(source, 'cluster')).toEqual([finding]);
  });
});

describe('what belongs to the cluster is told, unless the script has access to it', () => {
  test.each([
    ['kubectl create namespace "$1"', '1:9 creates-namespace create namespace'],
    ['helm install "$2" . -n "$1" --create-namespace', '1:29 creates-namespace --create-namespace'],
    ['kubectl create clusterrole reader --verb=get --resource=pods', '1:9 cluster-scoped create clusterrole'],
    ['kubectl -n "$1" delete crd widgets.example.com', '1:17 cluster-scoped delete crd'],
    ['kubectl get nodes -o name', '1:9 cluster-scoped get nodes'],
    ['kubectl get pods,pv', '1:9 cluster-scoped get pods,pv'],
    ['kubectl describe node/worker-1', '1:9 cluster-scoped describe node/worker-1'],
    ['kubectl label ns "$NAMESPACE" team=a', '1:9 cluster-scoped label ns'],
    ['kubectl get namespaces', '1:9 cluster-scoped get namespaces'],
    ['kubectl drain "$node" --force', '1:9 cluster-scoped drain'],
    [
      'kubectl get clusterroles.rbac.authorization.k8s.io',
      '1:9 cluster-scoped get clusterroles.rbac.authorization.k8s.io',
    ],
    ['kubectl delete storageclasses fast', '1:9 cluster-scoped delete storageclasses'],
    ['kubectl get pods -A', '1:18 all-namespaces -A'],
    ['helm list --all-namespaces', '1:11 all-namespaces --all-namespaces'],
  ])('%j', (source, finding) => {
    expect(found(source)).toEqual([finding]);
    expect(found(source, 'cluster')).toEqual([]);
  });
});

describe('nothing is told of', () => {
  test.each([
    ['comments', '# kubectl -n orders get pods\ntrue # kubectl create ns x'],
    ['variables', 'kubectl -n "$NAMESPACE" get pods; helm -n "${1}" list; kubectl --namespace=$ns get pods'],
    ['namespaces that are computed', 'kubectl -n "$(cat ns)" get pods; NAMESPACE="${1:-orders}"; NS=$1'],
    ['one’s own namespace looked at', 'kubectl get namespace "$1" && kubectl describe ns/$1'],
    ['flags of a command in a container', 'kubectl exec web -- grep -n orders /etc/hosts'],
    ['talk', 'echo kubectl -n orders; printf "%s" "kubectl create ns x"; log_step "helm -n a"; type kubectl'],
    ['other programs', 'grep -n orders file; docker run -n orders; sort -A'],
    ['kinds that live in namespaces', 'kubectl create rolebinding x --clusterrole=view --serviceaccount=a:b'],
    ['files', 'kubectl apply -f namespace.yaml; kubectl delete -f crd.yaml'],
    ['values of flags', 'kubectl get pods -l ns -o name; kubectl create configmap x --from-literal nodes=3'],
    ['shifts that look like here-documents', 'x=$((1 << 2))\n((x << y))\ntrue'],
    ['an empty script', ''],
  ])('%s', (_, source) => {
    expect(found(source)).toEqual([]);
  });
});

describe('manifests in here-documents and quoted texts are read', () => {
  it('tells literal namespaces and kinds of the cluster', () => {
    const source = [
      'kubectl apply -f - <<EOF',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: a',
      '  namespace: orders   # a comment',
      '---',
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: "ClusterRole"',
      'EOF',
      'kubectl get nodes',
    ].join('\n');
    expect(found(source)).toEqual([
      '6:3 literal-namespace namespace: orders',
      '9:1 cluster-scoped kind: ClusterRole',
      '11:9 cluster-scoped get nodes',
    ]);
  });

  test.each([
    ['with tabs before it', 'cat <<-EOF | kubectl apply -f -\n\tkind: Node\n\tEOF\ntrue\n'],
    ['with a quoted end', "cat <<'END-OF-IT' > x\nkind: Node\nEND-OF-IT\ntrue\n"],
    ['in a substitution', 'x=$(cat <<EOF\nkind: Node\nEOF\n)\n'],
    ['that never ends', 'cat <<EOF\nkind: Node\n'],
    ['after another one', 'cat <<A <<B\ntext\nA\nkind: Node\nB\n'],
    ['in single quotes', "echo 'apiVersion: v1\nkind: Node\n' | kubectl apply -f -"],
    ['in double quotes', 'kubectl apply -f - <<< "apiVersion: v1\nkind: Node\n"'],
    ['as JSON', 'cat <<EOF\n{"apiVersion": "v1", "kind": "Node"}\nEOF\n'],
    ['in a list', 'cat <<EOF\nkind: List\nitems:\n- apiVersion: v1\n  kind: Node\nEOF\n'],
  ])('%s', (_, source) => {
    expect(kinds(source)).toEqual(['cluster-scoped']);
  });

  test.each([
    ['a variable', 'metadata:\n  namespace: $NAMESPACE'],
    ['a template', 'metadata:\n  namespace: {{ .Release.Namespace }}'],
    ['nothing', 'metadata:\n  namespace:\n  namespace: ""'],
    [
      'a role binding to a cluster role',
      'kind: RoleBinding\nroleRef:\n  apiGroup: x\n  kind: ClusterRole\n  name: view',
    ],
    ['the same in one line', 'kind: RoleBinding\nroleRef: { apiGroup: x, kind: ClusterRole, name: view }'],
    ['the same in JSON', '{"kind": "RoleBinding", "roleRef": {"apiGroup": "x", "kind": "ClusterRole"}}'],
    ['a comment', '# kind: Node\n# namespace: orders'],
  ])('%s is no finding', (_, text) => {
    expect(found(`kubectl apply -f - <<'EOF'\n${text}\nEOF\n`)).toEqual([]);
  });
});

it('suites that run today are read without a mistake', () => {
  const dir = fileURLToPath(new URL('../../fixtures/predecessor/scripts/tests/smoke/', import.meta.url));
  const told = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sh'))
    .toSorted()
    .flatMap((path) => found(readFileSync(join(dir, path), 'utf8')).map((line) => `${path}:${line}`));
  expect(told).toEqual([
    'lib/common.sh:8:57 creates-namespace create namespace',
    'lib/common.sh:19:11 cluster-scoped get nodes',
    'scenarios/history-server-helm-358.sh:27:59 creates-namespace --create-namespace',
  ]);
});

it('the example scenarios have no findings, with the access that each says it needs', async () => {
  const dir = fileURLToPath(new URL('../../../examples/scenarios/', import.meta.url));
  expect(await lintScenarios(dir, await discoverScenarios(dir), 'namespace')).toEqual([]);
});

// Separated by blanks; a blank itself is ␠.
const pieces =
  'kubectl helm ␠-n␠ orders \n " \' ` $( ${ (( )) ) } { \\ # <<EOF EOF <<- <<< ; | && ␠ \t \r $ \0 kind:␠Node namespace:␠x --- é 🙂'
    .split(' ')
    .map((piece) => piece.replaceAll('␠', ' '));
const scripts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(fc.constantFrom(...pieces)).map((chosen) => chosen.join('')),
);

it('any text is read to its end, and every finding lies in it', () => {
  fc.assert(
    fc.property(scripts, (source) => {
      const lines = source.split('\n');
      const findings = lintScript(source, 'namespace');
      expect(findings.length).toBeLessThanOrEqual(LINT_FINDINGS_PER_SCRIPT_MAX);
      for (const { line, column } of findings) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('a script in comments has no findings', () => {
  fc.assert(
    fc.property(scripts, (source) => {
      const commented = source.split('\n').map((line) => `# ${line}`);
      expect(lintScript(commented.join('\n'), 'namespace')).toEqual([]);
    }),
  );
});

// A reader that looks for each end anew would need minutes; the test's own time limit is the assertion.
it('reading takes time in proportion to the script, whatever is left open', () => {
  const opened = ['((', '$(', '${', '"', "'", '`', '<<EOF\n', '(', '{ ', '"$(', '\\', ' -n ', 'kubectl ', '- kind: {'];
  for (const open of opened) {
    const findings = lintScript(open.repeat(50_000), 'namespace');
    expect(findings.length, open).toBeLessThanOrEqual(LINT_FINDINGS_PER_SCRIPT_MAX);
  }
});

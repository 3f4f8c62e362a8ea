/** The files of a suite that begins: pure text. */

/** `schemaPath` is the schema as an editor finds it from the file; absent where there is none. */
export function newConfigText(schemaPath: string | undefined): string {
  return `${schemaPath === undefined ? '' : `# yaml-language-server: $schema=${schemaPath}\n`}\
# Settings of muster for this directory and those below it. A flag or an environment variable wins over what stands here.
# What holds, and where it comes from: muster config explain

scenariosDir: scenarios
resultsDir: test-results

# Scripts get credentials for their own namespace only. One that needs more says so in its metadata: access: cluster
access: namespace
# Such a script may make pods: the API server refuses those that reach into their node (privileged, hostPath, …).
podSecurity: baseline

maxParallel: 4
timeout: 10m
`;
}

export const EXAMPLE_NAME = 'hello.sh';

export const exampleScript = `#!/usr/bin/env bash
# @meta
# name: "Hello"
# description: "What is written to a ConfigMap is read back"
# tags: [example]
# timeout: 2m
# @endmeta
set -euo pipefail

# A scenario gets a fresh namespace and a name for what it makes. kubectl and helm know the namespace: no -n is needed.
namespace=$1 release=$2

kubectl create configmap "$release" --from-literal=greeting="hello from $namespace"
greeting=$(kubectl get configmap "$release" --output 'jsonpath={.data.greeting}')

# Exit code 0 passes, 77 skips, anything else fails.
if [[ $greeting != "hello from $namespace" ]]; then
  echo "unexpected: $greeting" >&2
  exit 1
fi
`;

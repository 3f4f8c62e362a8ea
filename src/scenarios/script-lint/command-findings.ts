import { clusterKindOf } from './cluster-kinds.ts';
import type { FindingKind, Suspicion } from './finding.ts';
import { isNamespaceName } from './finding.ts';
import type { ShellCommand, ShellWord } from './shell-commands.ts';

/** What one command says to kubectl or helm, or sets as a namespace, that does not fit a namespace of its own. */
export function commandFindings(command: ShellCommand): Suspicion[] {
  const [first] = command;
  if (first === undefined || speaks.test(first.text)) return [];
  const program = command.findIndex(({ text }) => programs.test(text));
  const assigned = command.slice(0, program === -1 ? undefined : program).flatMap(assignmentFinding);
  const name = command[program]?.text;
  if (name === undefined) return assigned;
  const args = ownArguments(command.slice(program + 1));
  return [...assigned, ...flagFindings(args), ...(/helm/i.test(name) ? helmFindings(args) : kubectlFindings(args))];
}

/** Commands that only talk about others. */
const speaks = /^(?:echo|printf|log\w*|info|warn\w*|error|die|fail|say|debug|note|which|type|hash)$/;
/** By name, by path, or through a variable called so. */
const programs = /^(?:(?:.*\/)?(?:kubectl|oc|helm)|\$\{?(?:KUBECTL|OC|HELM)\b.*)$/i;

/** Behind `--` stands a command for a container. */
function ownArguments(words: readonly ShellWord[]): readonly ShellWord[] {
  const end = words.findIndex(({ text }) => text === '--');
  return end === -1 ? words : words.slice(0, end);
}

const ASSIGNMENT = /^(?:\w*_)?(?:NAMESPACE|NS)=(.*)$/i;

function assignmentFinding(word: ShellWord): Suspicion[] {
  const value = ASSIGNMENT.exec(word.text)?.[1];
  return value !== undefined && word.isLiteral && isNamespaceName(value)
    ? [{ kind: 'literal-namespace', offset: word.offset, text: word.text }]
    : [];
}

function flagFindings(args: readonly ShellWord[]): Suspicion[] {
  return args.flatMap((word, index): Suspicion[] => {
    if (/^(?:-A|--all-namespaces(?:=true)?)$/.test(word.text)) return [suspicion('all-namespaces', word)];
    const next = args[index + 1];
    if ((word.text === '-n' || word.text === '--namespace') && next !== undefined) {
      const isName = next.isLiteral && isNamespaceName(next.text);
      return isName ? [{ ...suspicion('literal-namespace', word), text: `${word.text} ${next.text}` }] : [];
    }
    const value = /^(?:--namespace=|-n=?)(.+)$/.exec(word.text)?.[1];
    const isName = value !== undefined && word.isLiteral && isNamespaceName(value);
    return isName ? [suspicion('literal-namespace', word)] : [];
  });
}

function helmFindings(args: readonly ShellWord[]): Suspicion[] {
  return args
    .filter(({ text }) => /^--create-namespace(?:=true)?$/.test(text))
    .map((word) => suspicion('creates-namespace', word));
}

function kubectlFindings(args: readonly ShellWord[]): Suspicion[] {
  const [verb, resource, ...names] = positionals(args);
  if (verb === undefined) return [];
  if (/^(?:cordon|uncordon|drain|taint)$/.test(verb.text)) return [suspicion('cluster-scoped', verb, verb.text)];
  if (resource === undefined || !objectVerbs.test(verb.text)) return [];
  const [found] = resource.text.split(',').flatMap((one) => {
    const [type = '', name] = one.split('/');
    const kind = clusterKindOf(type);
    return kind === undefined ? [] : [{ kind, name }];
  });
  if (found === undefined) return [];
  const spelled = `${verb.text} ${resource.text}`;
  if (found.kind !== 'Namespace') return [suspicion('cluster-scoped', verb, spelled)];
  const [object] = names;
  const name = found.name ?? object?.text;
  const isLiteral = found.name === undefined ? object?.isLiteral === true : resource.isLiteral;
  if (name !== undefined && isLiteral && isNamespaceName(name)) {
    return [suspicion('literal-namespace', verb, found.name === undefined ? `${spelled} ${name}` : spelled)];
  }
  // One's own namespace may be looked at.
  if (name !== undefined && readVerbs.test(verb.text)) return [];
  return [suspicion(verb.text === 'create' ? 'creates-namespace' : 'cluster-scoped', verb, spelled)];
}

const readVerbs = /^(?:get|describe|wait)$/;
const objectVerbs = /^(?:create|delete|apply|replace|patch|edit|label|annotate|get|describe|wait|top)$/;

/** Flags of kubectl that are often followed by their value; their values are no positionals. */
const valued = new RegExp(
  `^(?:-[noflcLskp]|--(?:${[
    'namespace|context|kubeconfig|cluster|user|as|as-group|server|token|request-timeout|selector|output|filename',
    'kustomize|field-selector|timeout|type|patch|patch-file|image|for|container|label-columns|subresource|sort-by',
    'template|field-manager|grace-period|cascade|dry-run|from-file|from-literal|from-env-file|verb|resource',
    'resource-name|clusterrole|role|serviceaccount|group|port|tcp|schedule',
  ].join('|')}))$`,
);

function positionals(args: readonly ShellWord[]): ShellWord[] {
  return args.filter(({ text }, index) => {
    if (text.startsWith('-') && text !== '-') return false;
    const before = args[index - 1]?.text;
    return before === undefined || !valued.test(before);
  });
}

function suspicion(kind: FindingKind, word: ShellWord, text = word.text): Suspicion {
  return { kind, offset: word.offset, text };
}

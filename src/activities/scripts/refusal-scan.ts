import { REFUSAL_LINE_BYTES_MAX } from '../../shared/limits.ts';
import { resourceNameOf } from '../../shared/resource-name.ts';
import { scenarioIdentity } from '../../shared/scenario-account.ts';

/** What the API server would not let the scenario do, in kubectl's words. */
export interface Refusal {
  /** `list nodes at the cluster scope`, `get pods in the namespace other`, `create resourcequotas`. */
  readonly what: string;
  /** In its own namespace, where its role does not reach so far. */
  readonly isOwn: boolean;
}

/** Looks for refusals of one scenario in its output, however that is cut into chunks; bounded memory. */
export interface RefusalScan {
  add(chunk: Buffer): void;
  /** The last one so far: the nearest to the script's end. */
  last(): Refusal | undefined;
}

const NEWLINE = 0x0a;

/**
 * Programs print the API server's sentence, so the output is the only place where a script's refusals can be seen. They
 * decide nothing: a script that exits with 0 has passed. Of a line, the first REFUSAL_LINE_BYTES_MAX are looked at.
 */
export function refusalScan(namespace: string): RefusalScan {
  const identity = scenarioIdentity(namespace);
  const sentence = sentenceOf(identity);
  let line = Buffer.alloc(0);
  let last: Refusal | undefined;

  const judge = (bytes: Buffer) => {
    if (!bytes.includes(identity)) return;
    const text = bytes.subarray(0, REFUSAL_LINE_BYTES_MAX).toString('utf8');
    for (const match of text.matchAll(sentence)) last = refusalOf(match.groups ?? {}, namespace);
  };
  const extend = (bytes: Buffer) => {
    const room = Math.max(0, REFUSAL_LINE_BYTES_MAX - line.length);
    if (room > 0 && bytes.length > 0) line = Buffer.concat([line, bytes.subarray(0, room)]);
  };

  return {
    add(chunk) {
      const firstEnd = chunk.indexOf(NEWLINE);
      if (firstEnd === -1) return extend(chunk);
      extend(chunk.subarray(0, firstEnd));
      judge(line);
      const lastEnd = chunk.lastIndexOf(NEWLINE);
      const whole = chunk.subarray(firstEnd + 1, Math.max(lastEnd, firstEnd + 1));
      // Most output holds no refusal: one search for all of its lines.
      if (whole.includes(identity)) for (const each of linesOf(whole)) judge(each);
      line = Buffer.alloc(0);
      extend(chunk.subarray(lastEnd + 1));
    },
    last() {
      judge(line);
      return last;
    },
  };
}

function* linesOf(bytes: Buffer): Iterable<Buffer> {
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start);
    yield bytes.subarray(start, end === -1 ? bytes.length : end);
    if (end === -1) return;
    start = end + 1;
  }
}

/** In logs and JSON the quotes come with backslashes. */
const quoted = (inner: string) => String.raw`\\*"${inner}\\*"`;
const word = (name: string) => String.raw`(?<${name}>[\w.*/:@~-]{0,200})`;

/**
 * The sentences of k8s.io/apiserver `pkg/endpoints/handlers/responsewriters` and of the check against giving away
 * rights that one does not have (`pkg/registry/rbac/validation`). Only with this identity are they about this scenario.
 */
function sentenceOf(identity: string): RegExp {
  const object = `resource ${quoted(word('resource'))} in API group ${quoted(word('group'))}`;
  const place = `(?<cluster> at the cluster scope)|(?: in the namespace ${quoted(word('place'))})`;
  const denied = `cannot ${word('verb')} (?:${object}(?:${place})?|path ${quoted(word('path'))})`;
  const escalation = String.raw`(?:\(groups=[^)]{0,500}\) )?is (?<grant>attempting to grant RBAC permissions)`;
  return new RegExp(`[Uu]ser ${quoted(identity)} (?:${denied}|${escalation})`, 'g');
}

function refusalOf(found: Record<string, string | undefined>, namespace: string): Refusal {
  const { verb = '', resource = '', group = '', place, path, cluster, grant } = found;
  if (grant !== undefined) return { what: 'grant rights that it does not have itself', isOwn: true };
  if (path !== undefined) return { what: `${verb} ${path}`, isOwn: false };
  const what = `${verb} ${resourceNameOf(resource, group)}`;
  if (place === namespace) return { what, isOwn: true };
  if (place !== undefined) return { what: `${what} in the namespace ${place}`, isOwn: false };
  return { what: cluster === undefined ? what : `${what}${cluster}`, isOwn: false };
}

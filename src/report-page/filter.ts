import { durationMsOf } from '../shared/duration.ts';
import { kindOf } from '../report/html/kind.ts';
import type { ListedScenario } from '../report/html/page-data.ts';

/** A scenario made ready to be asked often. */
export interface Searchable {
  readonly scenario: ListedScenario;
  /** Everything that free text is looked for in, in lower case. */
  readonly text: string;
  readonly fields: Readonly<Record<FieldName, readonly string[]>>;
  readonly durationMs: number;
}

const FIELD_NAMES = ['status', 'tag', 'component', 'version', 'reason'] as const;
type FieldName = (typeof FIELD_NAMES)[number];

export type Filter = (candidate: Searchable) => boolean;

export function searchable(scenario: ListedScenario): Searchable {
  const { path, name, tags = [], component, version, outcome, startedAtMs, finishedAtMs } = scenario;
  const last = outcome.attempts.at(-1);
  const words = [path, name, ...tags, component, outcome.message, outcome.reason, last?.diagnosis, last?.namespace];
  return {
    scenario,
    text: words
      .filter((word) => word !== undefined)
      .join('\n')
      .toLowerCase(),
    fields: {
      status: [kindOf(outcome)],
      tag: tags.map(lower),
      component: lowerAll(component),
      version: lowerAll(version),
      reason: lowerAll(outcome.reason),
    },
    durationMs: outcome.attempts.length === 0 ? 0 : finishedAtMs - startedAtMs,
  };
}

function lowerAll(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [lower(text)];
}

function lower(text: string): string {
  return text.toLowerCase();
}

/**
 * What a query asks for. Every part must hold: `status:failed,errored`, `tag:`, `component:`, `version:` and `reason:`
 * compare whole words, any of those after commas; `duration:>30s` and `duration:<2m`; anything else is text that must
 * occur. `!` before a part turns it round, quotes keep blanks together. Upper and lower case are one.
 */
export function parseFilter(query: string): Filter {
  const filters = partsOf(query).map(filterOf);
  return (candidate) => filters.every((filter) => filter(candidate));
}

/** Parts of a query: blanks separate, quotes do not end at them. */
function partsOf(query: string): readonly string[] {
  return query.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
}

function filterOf(part: string): Filter {
  if (part.startsWith('!') && part.length > 1) {
    const filter = filterOf(part.slice(1));
    return (candidate) => !filter(candidate);
  }
  const text = part.replaceAll('"', '').toLowerCase();
  const [, name, value] = /^([a-z]+):(.+)$/.exec(text) ?? [];
  if (name === 'duration') return durationFilter(value) ?? textFilter(text);
  const field = FIELD_NAMES.find((each) => each === name);
  if (field === undefined || value === undefined) return textFilter(text);
  const wanted = new Set(value.split(',').map((word) => word.trim()));
  return ({ fields }) => fields[field].some((word) => wanted.has(word));
}

function textFilter(text: string): Filter {
  return (candidate) => candidate.text.includes(text);
}

function durationFilter(value = ''): Filter | undefined {
  const [, sign, text = ''] = /^([<>])=?(.+)$/.exec(value) ?? [];
  const boundMs = durationMsOf(text);
  if (boundMs === undefined) return undefined;
  return ({ durationMs }) => (sign === '>' ? durationMs >= boundMs : durationMs <= boundMs);
}

/** The query with the statuses chosen by chips, or without any; the rest of it stays as it was typed. */
export function withStatus(query: string, status: string | undefined): string {
  const rest = partsOf(query).filter((part) => !/^status:/i.test(part));
  return (status === undefined ? rest : [`status:${status}`, ...rest]).join(' ');
}

/** The one status that a query asks for; undefined when it asks for none or several. */
export function statusOf(query: string): string | undefined {
  const asked = partsOf(query).filter((part) => /^status:/i.test(part));
  return asked.length === 1 ? asked[0]?.slice('status:'.length).toLowerCase() : undefined;
}

/** Words for what the schema leaves unsaid; zod asks for them. Undefined: it has its own. */
export function wordsFor(issue: {
  readonly code?: string | undefined;
  readonly expected?: unknown;
  readonly input?: unknown;
}): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  switch (issue.expected) {
    case 'string':
      return typeof issue.input === 'object' ? 'must be a text' : 'must be a text: put it in quotes';
    case 'array':
      return 'must be a list such as [a, b]';
    case 'record':
    case 'object':
      return 'must be keys and values';
    default:
      return undefined;
  }
}

/**
 * `to` as it is written from the directory `from`; undefined when it does not lie below it. Both absolute, with `/`.
 */
export function pathBelow(from: string, to: string): string | undefined {
  const [base, target] = [segmentsOf(from), segmentsOf(to)];
  if (target.length <= base.length || base.some((segment, index) => target[index] !== segment)) return undefined;
  return target.slice(base.length).join('/');
}

function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

import { GITHUB_ANNOTATION_LENGTH_MAX, GITHUB_ANNOTATIONS_MAX } from '../shared/limits.ts';
import { oneLine } from '../shared/one-line.ts';
import { wellFormed } from '../shared/utf8.ts';
import type { CiRun, CiScenario } from './ci-run.ts';
import { githubCommand } from './github-command.ts';
import { plainText } from './plain-text.ts';

/**
 * A line per scenario that did not pass, to be printed as it is. GitHub hides what is over GITHUB_ANNOTATIONS_MAX, so
 * the last one then counts the rest. `fileOf`: the script's path in the repository, as the diff shows it; undefined
 * when it lies elsewhere.
 */
export function githubAnnotations(
  { failures }: Pick<CiRun, 'failures'>,
  fileOf: (path: string) => string | undefined,
): string[] {
  const fits = failures.length <= GITHUB_ANNOTATIONS_MAX;
  const shown = fits ? failures : failures.slice(0, GITHUB_ANNOTATIONS_MAX - 1);
  const lines = shown.map((scenario) => annotationOf(scenario, fileOf(scenario.path)));
  if (fits) return lines;
  const more = failures.length - shown.length;
  return [...lines, githubCommand('error', {}, `and ${more} more scenarios did not pass; the summary lists them`)];
}

function annotationOf({ path, status, reason, diagnosis, tail }: CiScenario, file: string | undefined): string {
  const text = [reason, diagnosis, tail === undefined ? undefined : `\n${tail}`]
    .filter((part) => part !== undefined)
    .join('\n');
  const properties = {
    title: wellFormed(`${oneLine(path)} ${status}`),
    file: file === undefined ? '' : wellFormed(oneLine(file)),
    line: file === undefined ? '' : '1',
  };
  return githubCommand('error', properties, shortened(plainText(text)));
}

/** What stands first says why. */
function shortened(text: string): string {
  if (text.length <= GITHUB_ANNOTATION_LENGTH_MAX) return text;
  return `${wellFormed(text.slice(0, GITHUB_ANNOTATION_LENGTH_MAX - 1))}…`;
}

import { EMBEDDED_CONTEXT } from './embedded-context.ts';
import { shellWord } from './shell-word.ts';

/**
 * The command that runs this scenario alone, on the cluster that its run was on: another may be the current one by now.
 * `context` is '' where that is not known. A path that begins with a dash is no option.
 */
export function rerunCommandOf(path: string, scenariosDir: string, context: string): string {
  const where = context === EMBEDDED_CONTEXT ? ['--embedded'] : context === '' ? [] : ['--context', shellWord(context)];
  const words = [scenariosDir, path].map(shellWord);
  const isDashed = words.some((word) => word.startsWith('-'));
  return ['muster run', ...(isDashed ? [...where, '--', ...words] : [...words, ...where])].join(' ');
}

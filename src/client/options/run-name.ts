import { basename } from 'node:path';
import { isRunName, RUN_NAME_LENGTH_MAX, slugOf } from '../../shared/names.ts';
import { usageError } from '../errors.ts';

const SLUG_LENGTH_MAX = 40;

/** `<directory>-<yyyymmdd>-<hhmmss>-<random>`, in local time: sorts by time and says what ran. */
export function defaultRunName(scenariosDir: string, now: Date, random: string): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${slugOf(basename(scenariosDir), SLUG_LENGTH_MAX)}-${day}-${time}-${random}`;
}

/** The name as given, or an error that says what a name may be. */
export function checkedRunName(name: string, flag: string): string {
  if (isRunName(name)) return name;
  throw usageError(
    `${flag}: "${name}" cannot be a name`,
    `use letters, digits, ".", "_" and "-", at most ${RUN_NAME_LENGTH_MAX} characters, a letter or digit at both ends`,
  );
}

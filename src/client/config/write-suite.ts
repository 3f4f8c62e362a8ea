import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unusableConfig } from './config-error.ts';
import { configIn } from './find-config.ts';
import { EXAMPLE_NAME, exampleScript, newConfigText } from './new-suite.ts';

/** Where an npm package lies when it is a dependency of the suite; the hint of an editor needs a path that is there. */
const INSTALLED_SCHEMA = './node_modules/k8s-muster/schemas/config.schema.json';
const SCENARIOS_NAME = 'scenarios';

/**
 * Writes a configuration and, where there are no scripts yet, an example; returns their absolute paths. Nothing that is
 * there is changed. Throws `Config.Unusable` (exit 2) when the directory has a configuration already or cannot be
 * written; then nothing stays of what was begun.
 */
export function writeSuite(dir: string): string[] {
  const present = configIn(dir);
  if (present !== undefined) {
    throw unusableConfig(`There is a configuration already: ${present}`, [
      'see what it says: muster config explain',
      'or begin elsewhere: muster init DIR',
    ]);
  }
  const schemaPath = existsSync(join(dir, INSTALLED_SCHEMA)) ? INSTALLED_SCHEMA : undefined;
  const files = [
    { path: join(dir, 'muster.config.yaml'), text: newConfigText(schemaPath), mode: 0o644 },
    ...(holdsScripts(join(dir, SCENARIOS_NAME))
      ? []
      : [{ path: join(dir, SCENARIOS_NAME, EXAMPLE_NAME), text: exampleScript, mode: 0o755 }]),
  ];
  const written: string[] = [];
  try {
    for (const { path, text, mode } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx', mode });
      written.push(path);
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw unusableConfig(`${path ?? dir} cannot be written (${code})`, 'begin elsewhere: muster init DIR');
  }
  return written;
}

function holdsScripts(dir: string): boolean {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' }).some((path) => path.endsWith('.sh'));
  } catch {
    return false;
  }
}

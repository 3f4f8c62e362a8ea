import { isAbsolute } from 'node:path';
import type { Sources } from './sources.ts';
import { pathFrom, textSetting } from './sources.ts';

/** The address of the artifact store, as `openArtifactStore` takes it; a path is made absolute. Undefined: none. */
export function artifactsOf(sources: Sources, cwd: string): string | undefined {
  const made = textSetting(sources, 'artifacts');
  if (made === undefined || isAbsolute(made.text) || /^[a-z][a-z0-9+.-]*:/i.test(made.text)) return made?.text;
  return pathFrom(sources, made.from, made.text, cwd);
}

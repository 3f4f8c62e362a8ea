import { fileURLToPath } from 'node:url';

/** The Go module of the pinned programs. The same relative path holds in `src/` and in `dist/`. */
export function toolsModuleDir(): string {
  return fileURLToPath(new URL('../../tools', import.meta.url));
}

/** How simulated nodes, pods and volumes behave, for kwok. */
export function kwokStagesFile(): string {
  return fileURLToPath(new URL('../../tools/kwok-stages.yaml', import.meta.url));
}

import type { Environment } from '../invocation.ts';

/** Opens a web page in the reader's browser. False: none is to be expected here, or it did not start. */
export async function openPage(link: string, env: Environment): Promise<boolean> {
  if (!hasDisplay(env, process.platform) || !/^https?:\/\//.test(link)) return false;
  const { default: open } = await import('open');
  return await open(link).then(
    () => true,
    () => false,
  );
}

/** Linux without a display server has no browser to open, and over ssh it would open on the wrong machine. Pure. */
export function hasDisplay(env: Environment, platform: NodeJS.Platform): boolean {
  const isSet = (name: string) => (env[name] ?? '') !== '';
  if (isSet('SSH_CONNECTION') || isSet('SSH_TTY')) return false;
  return platform !== 'linux' || isSet('DISPLAY') || isSet('WAYLAND_DISPLAY') || isSet('WSL_DISTRO_NAME');
}

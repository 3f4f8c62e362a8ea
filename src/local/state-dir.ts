import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SOCKET_PATH_BYTES_MAX } from '../shared/limits.ts';
import { LocalError } from './local-error.ts';

/** `$XDG_STATE_HOME/muster`, by default `~/.local/state/muster`: see the XDG Base Directory Specification. */
export function defaultStateDir(env: NodeJS.ProcessEnv): string {
  const configured = env['XDG_STATE_HOME'];
  // The specification says that relative paths are to be ignored.
  const base = configured?.startsWith('/') ? configured : join(env['HOME'] ?? homedir(), '.local', 'state');
  return join(base, 'muster');
}

/** Where everything lies. Only these names below the state directory are ours. */
export function statePathsOf(stateDir: string) {
  const root = resolve(stateDir);
  return {
    root,
    /** Who runs; removed when it ends in order. */
    stateFile: join(root, 'background.json'),
    /** Held by the background process while it lives. */
    lockFile: join(root, 'background.lock'),
    /** The ports of the last time: addresses stay the same as long as they are free. */
    portsFile: join(root, 'ports.json'),
    logDir: join(root, 'logs'),
    backgroundLog: join(root, 'logs', 'background.log'),
    temporalDir: join(root, 'temporal'),
    kubernetesDir: join(root, 'kubernetes'),
    /** The embedded cluster's administrator. */
    adminKubeconfig: join(root, 'kubernetes', 'admin.kubeconfig'),
    toolsDir: join(root, 'tools'),
    /** Environments that `muster run` hands to its scripts. */
    environmentDir: join(root, 'env'),
  } as const;
}

/** Of the embedded cluster that this user's background process runs, or ran last. */
export function adminKubeconfigOf(env: NodeJS.ProcessEnv): string {
  return statePathsOf(defaultStateDir(env)).adminKubeconfig;
}

export type StatePaths = ReturnType<typeof statePathsOf>;

/** Makes the directory for its owner alone. Fails with `Local.Unsafe` when it is somebody else's. */
export function makePrivateDir(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new LocalError(
      'Local.Unsafe',
      `${path} is not a directory of yours`,
      'Remove it, or choose another state directory.',
    );
  }
  if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/**
 * The socket's path: inside the state directory, or, when that would be longer than the system allows, inside a private
 * directory below the temporary one that is named by the state directory's hash. Makes that directory.
 */
export function socketPathOf(stateDir: string, temporaryDir: string = tmpdir()): string {
  const root = resolve(stateDir);
  const plain = join(root, 'background.sock');
  if (Buffer.byteLength(plain) <= SOCKET_PATH_BYTES_MAX) return plain;
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const directory = join(temporaryDir, `muster-${process.getuid?.() ?? 0}-${hash}`);
  const short = join(directory, 'background.sock');
  if (Buffer.byteLength(short) > SOCKET_PATH_BYTES_MAX) {
    throw new LocalError(
      'Local.ShortPath',
      `neither ${plain} nor ${short} is short enough for a socket (${SOCKET_PATH_BYTES_MAX} bytes)`,
      'Set XDG_STATE_HOME or TMPDIR to a shorter path.',
    );
  }
  makePrivateDir(directory);
  return short;
}

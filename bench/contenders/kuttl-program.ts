import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KUTTL_BUILD_MS_MAX } from '../limits.ts';

const PACKAGE = 'github.com/kudobuilder/kuttl/cmd/kubectl-kuttl';
const module = join(BENCH_ROOT, 'bench/tools');

/** As `bench/tools/go.mod` pins it. */
export function kuttlVersion(): string {
  return /kudobuilder\/kuttl v(\S+)/.exec(readFileSync(join(module, 'go.mod'), 'utf8'))?.[1] ?? '';
}

/** Path of the program; builds it with Go when the cache has none, which takes some minutes. */
export async function kuttlProgram(): Promise<string> {
  const sum = createHash('sha256').update(readFileSync(join(module, 'go.sum')));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const dir = join(cache, 'muster', 'bench', sum.digest('hex').slice(0, 16));
  const program = join(dir, 'kubectl-kuttl');
  if (existsSync(program)) return program;
  process.stderr.write(`building kuttl ${kuttlVersion()} with Go: some minutes\n`);
  mkdirSync(dir, { recursive: true });
  const half = `${program}.${process.pid}`;
  await promisify(execFile)('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', half, PACKAGE], {
    cwd: module,
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
    timeout: KUTTL_BUILD_MS_MAX,
  });
  renameSync(half, program);
  return program;
}

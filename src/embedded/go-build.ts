import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { GO_BUILD_TIMEOUT_MS, GO_LIST_TIMEOUT_MS, LOG_TAIL_LINES } from '../shared/limits.ts';
import { CATALOG, type BinaryName } from './catalog.ts';
import { withDeathOfParent } from './death-of-parent.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { toolsModuleDir } from './package-files.ts';
import type { OnProgress } from './progress.ts';

const PROGRESS_INTERVAL_MS = 500;

export interface GoBuildOptions {
  /** Where the programs go, each by one rename. */
  readonly outDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/**
 * Builds the programs from the pinned module, all in one command: what they share is compiled once.
 * @throws EmbeddedServerError `Embedded.BuildFailed` with the compiler's last lines.
 */
export async function goBuild(names: readonly BinaryName[], options: GoBuildOptions): Promise<void> {
  const { outDir, env, onProgress } = options;
  await mkdir(dirname(outDir), { recursive: true });
  const work = await mkdtemp(join(dirname(outDir), '.build-'));
  const step = `building ${names.join(', ')} with Go`;
  try {
    onProgress({ step });
    const total = (await countPackages(names, options)) + names.length;
    await compile(names, env, work, (compiled, linked) => {
      onProgress({ step, done: Math.min(compiled + linked, total), total });
    });
    await mkdir(outDir, { recursive: true });
    for (const name of names) await rename(join(work, builtName(name)), join(outDir, name));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Go names a program after the last element of its package's path, leaving out a version. */
function builtName(name: BinaryName): string {
  return basename(CATALOG[name].goPackage.replace(/\/v\d+$/, ''));
}

/**
 * How many packages are not in Go's build cache yet: what `go build -v` will print a line for. On a new machine this
 * downloads the modules first, and prints a line for each.
 */
async function countPackages(names: readonly BinaryName[], { env, onProgress }: GoBuildOptions): Promise<number> {
  const stale = '{{if .Stale}}{{.ImportPath}}{{end}}';
  const args = ['list', '-deps', '-f', stale, ...buildFlags(), ...packagesOf(names)];
  const list = execa('go', args, { ...goOptions(env), timeout: GO_LIST_TIMEOUT_MS, buffer: { stderr: false } });
  let downloaded = 0;
  let tail: string[] = [];
  for await (const line of list.iterable({ from: 'stderr' })) {
    downloaded += 1;
    tail = lastLines([...tail, line]);
    onProgress({ step: 'downloading Go modules', done: downloaded });
  }
  const result = await list;
  if (result.exitCode !== 0) throw buildFailed(names, tail, result.exitCode);
  return result.stdout.split('\n').filter((line) => line !== '').length;
}

async function compile(
  names: readonly BinaryName[],
  env: NodeJS.ProcessEnv,
  work: string,
  onCount: (compiled: number, linked: number) => void,
): Promise<void> {
  const args = ['build', '-v', ...buildFlags(), '-o', `${work}/`, ...packagesOf(names)];
  const { file, args: wrapped } = await withDeathOfParent('go', args, env);
  const build = execa(file, wrapped, { ...goOptions(env), timeout: GO_BUILD_TIMEOUT_MS, buffer: false });
  let compiled = 0;
  let tail: string[] = [];
  const ticker = setInterval(() => {
    readdir(work).then(
      (linked) => onCount(compiled, linked.length),
      () => undefined,
    );
  }, PROGRESS_INTERVAL_MS);
  try {
    for await (const line of build.iterable({ from: 'stderr' })) {
      compiled += 1;
      tail = lastLines([...tail, line]);
    }
    const result = await build;
    if (result.exitCode !== 0) throw buildFailed(names, tail, result.exitCode);
  } finally {
    clearInterval(ticker);
  }
}

function packagesOf(names: readonly BinaryName[]): string[] {
  return names.map((name) => CATALOG[name].goPackage);
}

function goOptions(env: NodeJS.ProcessEnv) {
  return {
    cwd: toolsModuleDir(),
    // GOGC trades memory for a tenth of the time. GOWORK: a workspace around the package must not take part.
    env: { ...env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', GOGC: '400', GOWORK: 'off' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  } as const;
}

/** The version stamps that official builds carry: without them charts with a `kubeVersion` refuse the server. */
function buildFlags(): string[] {
  const kubernetes = CATALOG['kube-apiserver'].version;
  const [major, minor] = kubernetes.split('.');
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
    `${path}.gitVersion=v${kubernetes}`,
    `${path}.gitMajor=${major}`,
    `${path}.gitMinor=${minor}`,
    `${path}.gitTreeState=archive`,
  ]);
  stamps.push(`helm.sh/helm/v3/internal/version.version=v${CATALOG.helm.version}`);
  stamps.push(`github.com/temporalio/cli/internal/temporalcli.Version=${CATALOG.temporal.version}`);
  return ['-trimpath', '-ldflags', `-s -w ${stamps.map((stamp) => `-X ${stamp}`).join(' ')}`];
}

function lastLines(lines: readonly string[]): string[] {
  return lines.slice(-LOG_TAIL_LINES);
}

function buildFailed(names: readonly BinaryName[], tail: readonly string[], exitCode: number | undefined) {
  return new EmbeddedServerError(
    'Embedded.BuildFailed',
    `Building ${names.join(', ')} with Go failed (${exitCode === undefined ? 'stopped' : `exit code ${exitCode}`}):\n` +
      tail.map((line) => `  ${line}`).join('\n'),
  );
}

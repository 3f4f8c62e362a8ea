import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVERS_START_MS_MAX } from '../limits.ts';
import { prepareAudit, type Audit } from './audit.ts';
import { readProcesses, treeOf } from './processes.ts';
import { programOf } from './roles.ts';

const run = promisify(execFile);

/** muster's own servers, as a user has them, in a state directory of their own; everybody's cluster. */
export interface Servers {
  readonly kubeconfigPath: string;
  readonly temporalAddress: string;
  readonly stateDir: string;
  /** Directory of a kubectl of the servers' version. */
  readonly toolsDir: string;
  readonly backgroundPid: number;
  readonly versions: Readonly<Record<string, string>>;
  /** What every contender runs in; PATH begins with the tools. */
  readonly env: Readonly<Record<string, string>>;
  readonly audit?: Audit;
  stop(): Promise<void>;
}

export const MUSTER = [process.execPath, '--', join(BENCH_ROOT, 'dist/client/main.js')] as const;

/** `audited`: the API server is started a second time, with an audit log. */
export async function startServers(workDir: string, audited: boolean): Promise<Servers> {
  const stateHome = join(workDir, audited ? 'state-audited' : 'state');
  const base = environment(stateHome);
  try {
    const plain = serversOf(await up(base), stateHome, base);
    if (!audited) return plain;
    // The first start found or built the program; it is asked where that is, and the second start gets it wrapped.
    const audit = prepareAudit(workDir, apiserverOf(plain.backgroundPid));
    await down(base);
    const env = { ...base, TEST_ASSET_KUBE_APISERVER: audit.program };
    return { ...serversOf(await up(env), stateHome, env), audit };
  } catch (error) {
    await down(base).catch(() => undefined);
    throw error;
  }
}

interface UpAnswer {
  readonly temporal: { readonly address: string };
  readonly kubernetes: { readonly kubeconfigPath: string };
}

async function up(env: Record<string, string>): Promise<UpAnswer> {
  const [node, ...args] = MUSTER;
  const options = { env, timeout: SERVERS_START_MS_MAX };
  const { stdout } = await run(node, [...args, 'up', '--profile', 'workloads', '-o', 'json'], options);
  return JSON.parse(stdout) as UpAnswer;
}

async function down(env: Record<string, string>): Promise<void> {
  const [node, ...args] = MUSTER;
  await run(node, [...args, 'down', '--purge'], { env });
}

function serversOf(answer: UpAnswer, stateHome: string, base: Record<string, string>): Servers {
  const stateDir = join(stateHome, 'muster');
  const state = JSON.parse(readFileSync(join(stateDir, 'background.json'), 'utf8')) as {
    readonly process: { readonly pid: number };
    readonly serverVersions: Record<string, string>;
  };
  const toolsDir = join(stateDir, 'tools');
  if (!existsSync(join(toolsDir, 'kubectl'))) throw new Error(`no kubectl in ${toolsDir}`);
  return {
    kubeconfigPath: answer.kubernetes.kubeconfigPath,
    temporalAddress: answer.temporal.address,
    stateDir,
    toolsDir,
    backgroundPid: state.process.pid,
    versions: state.serverVersions,
    env: { ...base, PATH: `${toolsDir}:${base['PATH']}`, KUBECONFIG: answer.kubernetes.kubeconfigPath },
    stop: async () => await down(base),
  };
}

/** No CI, which would end the servers with each run, and nothing of the caller's Temporal or cluster. */
function environment(stateHome: string): Record<string, string> {
  const { PATH = '', HOME = '', XDG_CACHE_HOME } = process.env;
  const cache: Record<string, string> = XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME };
  return { PATH, HOME, LANG: 'C.UTF-8', XDG_STATE_HOME: stateHome, ...cache };
}

function apiserverOf(background: number): string {
  const rows = treeOf(readProcesses(), background);
  const found = rows.find(({ commandLine }) => programOf(commandLine) === 'kube-apiserver');
  const path = found?.commandLine.split(' ')[0];
  if (path === undefined) throw new Error('the API server is not below the background process: an audit needs /proc');
  return path;
}

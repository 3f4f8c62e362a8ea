import { join } from 'node:path';
import { execa } from 'execa';
import { inject } from 'vitest';

/** Runs our kubectl or helm against a cluster; its output, or an error that shows what it said. */
export async function runTool(
  tool: 'kubectl' | 'helm',
  args: readonly string[],
  options: { readonly kubeconfig?: string; readonly input?: string; readonly cwd?: string } = {},
): Promise<string> {
  const { kubeconfig = inject('kubeconfigPath'), input = '', cwd } = options;
  const result = await execa(join(inject('toolsDir'), tool), args, {
    env: { KUBECONFIG: kubeconfig },
    input,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return result.stdout;
}

import { Command } from '@commander-js/extra-typings';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function downCommand(invocation: Invocation) {
  return new Command('down')
    .summary('stop what runs in the background')
    .description('Stops what runs in the background. Open runs stand still until the next start.')
    .option('--purge', 'also forget all runs and the embedded cluster')
    .action(async ({ purge }) => {
      const { stopServers } = await import('../start/local-servers.ts');
      const outcome = await stopServers(invocation, purge === true);
      say(invocation, [outcome === 'stopped' ? 'stopped' : 'nothing was running']);
    });
}

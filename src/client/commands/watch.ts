import { temporalCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';

export function watchCommand(invocation: Invocation) {
  return temporalCommand('watch')
    .summary('follow a run')
    .description('Follows a run from its beginning to its end. Ctrl-C only leaves; the run goes on.')
    .argument('[RUN]', 'name of the run (default: the only open one, else the newest)')
    .action(async (name, flags) => {
      const { attendRun } = await import('../follow/attend-run.ts');
      const { receiveRest } = await import('../from-store/receive-run.ts');
      const { withRun } = await import('../temporal/open-run.ts');
      const { reviverOf } = await import('../follow/revive.ts');
      const { webUiLink } = await import('../temporal/temporal-target.ts');
      invocation.exitCode = await withRun(invocation, flags, name, async (temporal, run) => {
        const link = webUiLink(temporal.target, run.workflowId);
        if (name === undefined && run.status !== 'RUNNING') say(invocation, ['no run is open; this is the newest']);
        say(invocation, [`▸ run ${run.runName}`, ...(link === undefined ? [] : [`  web ui   ${link}`]), '']);
        const { exitCode, closed } = await attendRun({
          invocation,
          temporal,
          run,
          mode: 'viewer',
          canDetach: true,
          revive: reviverOf(invocation, temporal, run, run.memo, false),
          signals: process,
          cluster: run.memo?.cluster,
        });
        if (!closed) say(invocation, [`run ${run.runName} goes on`]);
        else say(invocation, await receiveRest(invocation, temporal, run));
        return exitCode;
      });
    });
}

import { ExitCode } from '../exit-codes.ts';
import { outputOption, scenariosCommand } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { printData, printJson } from '../invocation.ts';

export function doctorCommand(invocation: Invocation) {
  return scenariosCommand('doctor')
    .summary('say what a run would lack here')
    .description(
      'Looks at everything that muster run with the same flags would need, and says what is missing and what helps.\n' +
        'Starts and changes nothing. Exit code 3 when a run could not begin.',
    )
    .addOption(outputOption())
    .action(async (flags) => {
      const { examine } = await import('../doctor/examine.ts');
      const { paintFor } = await import('../view/paint.ts');
      const { checkLines } = await import('../view/check-lines.ts');
      const checks = await examine(invocation, flags);
      const isWell = checks.every(({ status }) => status !== 'failed');
      if (flags.output === 'json') printJson(invocation, { ok: isWell, checks });
      else printData(invocation, checkLines(checks, paintFor(invocation.stdout, invocation.env)));
      invocation.exitCode = isWell ? ExitCode.Passed : ExitCode.Environment;
    });
}

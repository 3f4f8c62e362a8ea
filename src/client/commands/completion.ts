import { Argument, Command } from '@commander-js/extra-typings';
import type { Invocation } from '../invocation.ts';

export function completionCommand(invocation: Invocation) {
  return new Command('completion')
    .summary("print a script that completes muster's words in a shell")
    .description(
      'Prints a script that makes a shell complete commands, options, run names, scenarios and contexts:\n' +
        '  bash  source <(muster completion bash)      in ~/.bashrc\n' +
        '  zsh   source <(muster completion zsh)       in ~/.zshrc, after compinit\n' +
        '  fish  muster completion fish | source       in ~/.config/fish/config.fish',
    )
    .addArgument(new Argument('<SHELL>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish'] as const))
    .action(async (shell) => {
      if (shell === 'bash') {
        const { bashScript } = await import('../completion/bash-script.ts');
        return void invocation.stdout.write(bashScript);
      }
      const { script } = await import('@bomb.sh/tab');
      return script(shell, 'muster', 'muster');
    });
}

/** What those scripts call at every press of Tab: `muster complete -- WORD…`, the last one being typed. */
export function completeCommand(invocation: Invocation) {
  return new Command('complete')
    .argument('[WORDS...]')
    .allowUnknownOption()
    .action(async (words, _flags, command) => {
      const { offersFor } = await import('../completion/offers.ts');
      const { lookUp } = await import('../completion/look-up.ts');
      const root = command.parent;
      if (root === null) return;
      const offers = await offersFor(root, words, (kind) => lookUp(invocation, words, kind));
      invocation.stdout.write(`${offers.join('\n')}\n`);
    });
}

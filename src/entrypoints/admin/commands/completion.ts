import { COMPLETE } from '../../../base/command-line/typed-line.ts';
import { PROGRAM } from '../../../base/names.ts';
import { defineCommand, EXIT } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion = defineCommand({
  command: 'completion [SHELL]',
  describe: {
    en: 'completion of commands and options for a shell',
    ru: 'автодополнение команд и параметров',
  },
  rootless: true,
  builder: (yargs, say) =>
    yargs
      .positional('SHELL', {
        choices: SHELLS,
        default: SHELLS[0],
        describe: say({ en: 'the shell', ru: 'оболочка' }),
      })
      .example('$0 completion bash > /etc/bash_completion.d/cpbillmgr', '')
      .example('$0 completion fish > ~/.config/fish/completions/cpbillmgr.fish', ''),
  handler: async ({ SHELL }, ctx) => {
    ctx.stdout.write(await completionScript(SHELL));
    return EXIT.fine;
  },
});

/**
 * The script of yargs, which asks the program what may follow. yargs goes by the variable SHELL,
 * which names the user's shell and not the one that asks: the script sets it.
 */
async function completionScript(shell: string): Promise<string> {
  const { default: yargs } = await import('yargs');
  process.env['SHELL'] = shell;
  const typed = `completion ${shell}`;
  let script = '';
  const parser = yargs().scriptName(PROGRAM).completion(typed).exitProcess(false);
  await parser.parseAsync([typed], {}, (_error, _args, output) => {
    script = output;
  });
  const asking = `${PROGRAM} ${COMPLETE}`;
  // in fish, it leaves out the program's name, by which it knows where the words begin
  return `${script.replace(asking, `SHELL=${shell} ${asking}`).replace('[2..-1]', '')}\n`;
}

import { type Command, EXIT } from '../command.ts';

export const completion: Command = {
  name: 'completion',
  summary: {
    en: 'completion of commands and options for a shell',
    ru: 'дополнение команд и ключей в оболочке',
  },
  operand: { name: 'SHELL', values: ['bash', 'zsh', 'fish'], required: false },
  rootless: true,
  options: [],
  examples: [
    {
      words: 'completion bash > /etc/bash_completion.d/cpbillmgr',
      meaning: { en: 'for all users of bash', ru: 'для всех пользователей bash' },
    },
    {
      words: 'completion fish > ~/.config/fish/completions/cpbillmgr.fish',
      meaning: { en: 'for fish', ru: 'для fish' },
    },
  ],
  async run(args, ctx) {
    const { completionScript } = await import('../completion.ts');
    const shell = args.operands[0] ?? 'bash';
    ctx.stdout.write(completionScript(shell));
    return EXIT.fine;
  },
};

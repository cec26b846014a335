import { type Command, EXIT } from '../command.ts';

export const help: Command = {
  name: 'help',
  summary: { en: 'help on a command', ru: 'справка о команде' },
  operand: { name: 'COMMAND', required: false, many: true },
  rootless: true,
  options: [],
  examples: [
    {
      words: 'help licenses',
      meaning: { en: 'the same as licenses --help', ru: 'то же, что licenses --help' },
    },
  ],
  async run(args, ctx) {
    const { helpOn } = await import('../help.ts');
    ctx.stdout.write(helpOn(args.operands, ctx.language, ctx.stdout.columns));
    return EXIT.fine;
  },
};

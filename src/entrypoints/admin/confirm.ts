import type { CliContext } from './command.ts';

/** Asks the person at the terminal for a yes. Without a terminal the answer is no. */
export async function isConfirmed(ctx: CliContext): Promise<boolean> {
  const question = { en: 'Is it so? (yes/no) ', ru: 'Это так? (да/нет) ' };
  const said = (await ctx.ask?.(question[ctx.language])) ?? '';
  return /^(?:yes|y|да|д)$/i.test(said.trim());
}

export const NOT_CONFIRMED = {
  en: 'Nothing was changed. Without a terminal --yes says that it is so.',
  ru: 'Ничего не изменено. Без терминала согласие даёт --yes.',
};

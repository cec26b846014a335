import { FLAG } from '../../../base/command-line/typed-line.ts';
import type { LocalizedText } from '../../../base/localized-text.ts';
import type { Context } from '../../../operations/engine/context.ts';
import type { OpenDoubt, Word } from '../../../operations/resolve/resolve-doubt.ts';
import { withContext } from '../admin-app.ts';
import { type CliContext, countOption, defineCommand, EXIT, idOption } from '../command.ts';
import { isConfirmed, NOT_CONFIRMED } from '../confirm.ts';
import { safeText } from '../safe-text.ts';

export const resolve = defineCommand({
  command: 'resolve [OPERATION]',
  describe: {
    en: 'say what came of a charge whose outcome nobody knows',
    ru: 'указать исход списания, который неизвестен',
  },
  builder: (yargs, say) =>
    yargs
      .positional('OPERATION', {
        ...countOption(say),
        describe: say({ en: 'its number, as in "operations"', ru: 'её номер, как в «operations»' }),
      })
      .option('license', {
        ...idOption(say),
        conflicts: 'none',
        describe: say({
          en: 'the license at the vendor that was bought or renewed',
          ru: 'лицензия у поставщика, которая куплена или продлена',
        }),
      })
      .option('none', {
        ...FLAG,
        describe: say({
          en: 'nothing was bought: it is sent anew',
          ru: 'ничего не куплено: запрос будет отправлен заново',
        }),
      })
      .option('yes', {
        ...FLAG,
        describe: say({ en: 'do not ask', ru: 'не спрашивать' }),
      })
      .check(({ OPERATION, license, none }) => {
        const isSaid = OPERATION !== undefined && (license !== undefined || none === true);
        return isSaid || say(WHAT_IS_MISSING);
      }, false)
      .example(
        '$0 resolve 12 --license 4711',
        say({ en: 'the order made this license', ru: 'заказ создал эту лицензию' }),
      )
      .example(
        '$0 resolve 12 --none --yes',
        say({ en: 'the vendor has nothing of it', ru: 'у поставщика ничего этого нет' }),
      )
      .epilog(
        say({
          en: 'Shows what was sent when, and the license as the vendor has it now, and asks. checkevent then goes on with the operation.',
          ru: 'Показывает, что и когда отправлено, и лицензию, какой она сейчас есть у поставщика, и спрашивает. Затем операцию продолжает checkevent.',
        }),
      ),
  handler: ({ OPERATION = 0, license, yes }, ctx) =>
    withContext(ctx, app => settle(app, OPERATION, license ?? null, yes === true, ctx)),
});

const WHAT_IS_MISSING = {
  en: 'Say which operation, and --license ID or --none',
  ru: 'Нужны номер операции и --license ID или --none',
};

async function settle(
  app: Context,
  id: number,
  license: string | null,
  isSure: boolean,
  ctx: CliContext,
): Promise<number> {
  const { openDoubt, readWord, resolveDoubt } = await import(
    '../../../operations/resolve/resolve-doubt.ts'
  );
  app.mayAct();
  const doubt = await openDoubt(app, id);
  const word = license === null ? null : await readWord(app, doubt, license);
  const write = (text: LocalizedText): void => {
    ctx.stderr.write(`${safeText(text[ctx.language])}\n`);
  };
  for (const line of await linesOf(doubt, word)) write(line);
  if (!isSure && !(await isConfirmed(ctx))) {
    write(NOT_CONFIRMED);
    return EXIT.trouble;
  }
  await resolveDoubt(app, doubt, word);
  write({
    en: `Operation ${id} is settled; checkevent goes on with it.`,
    ru: `Исход операции ${id} записан; её продолжит checkevent.`,
  });
  return EXIT.fine;
}

/** Both sides, for the person who decides. */
async function linesOf(
  { operation, step, row, target }: OpenDoubt,
  word: Word | null,
): Promise<readonly LocalizedText[]> {
  const { storyOf } = await import('../../../operations/engine/charge-facts.ts');
  const fact = (name: string): string => String(operation.facts[name] ?? '');
  const story = row === null ? step : storyOf(row, { fact });
  const { service, item } = target;
  const name = [service.ip, service.licname || service.domain].filter(Boolean).join(', ');
  const of = `${operation.command}, ${item}${name === '' ? '' : ` (${name})`}`;
  return [
    {
      en: `Operation ${operation.id}: ${of}: ${story}`,
      ru: `Операция ${operation.id}: ${of}: ${story}`,
    },
    word === null
      ? {
          en: 'At the vendor: nothing of it, by your word. It will be sent anew.',
          ru: 'У поставщика: по вашим словам, ничего. Запрос будет отправлен заново.',
        }
      : { en: `At the vendor: ${shown(word)}`, ru: `У поставщика: ${shown(word)}` },
  ];
}

function shown({ license }: Word): string {
  const { id, name, status, pricelist, ip, licname, remoteid, createdate, expiredate } = license;
  const end = typeof expiredate === 'string' ? expiredate : '';
  const facts = { name, status, pricelist, ip, licname, remoteid, createdate, expiredate: end };
  const told = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key} ${value}`);
  return [`license ${id}`, ...told].join(', ');
}

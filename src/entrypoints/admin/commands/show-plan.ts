import { FLAG } from '../../../base/command-line/typed-line.ts';
import type { Difference } from '../../../reconcile/plan/difference.ts';
import type { Plan } from '../../../reconcile/plan/make-plan.ts';
import { withContext } from '../admin-app.ts';
import { type CliContext, defineCommand, EXIT, idOption, jsonOption } from '../command.ts';
import { deepOption, kindOption, kindsIn, requireKinds, singlyOf } from '../plan/kind-option.ts';
import { planCsv } from '../plan/plan-csv.ts';
import { planJson, writePlan } from '../plan/plan-tables.ts';
import { safeJson } from '../safe-text.ts';

export const plan = defineCommand({
  command: 'plan',
  describe: {
    en: 'where billing and vendor differ, and what settles it',
    ru: 'где биллинг и поставщик расходятся и что это устранит',
  },
  builder: (yargs, say) =>
    yargs
      .option('module', {
        ...idOption(say),
        describe: say({ en: 'only this processing module', ru: 'только этот модуль обработки' }),
      })
      .option('service', {
        ...idOption(say),
        describe: say({ en: 'only this service', ru: 'только эта услуга' }),
      })
      .option('kind', kindOption(say))
      .option('foreign', {
        ...FLAG,
        describe: say({
          en: 'list the licenses of others, too',
          ru: 'показать и чужие лицензии',
        }),
      })
      .option('deep', deepOption(say))
      .option('json', jsonOption(say))
      .option('csv', {
        ...FLAG,
        describe: say({ en: 'answer as CSV, for a table', ru: 'ответ в CSV, для таблиц' }),
      })
      .conflicts('csv', ['json', 'foreign'])
      .check(({ kind }) => requireKinds(kind, say), false)
      .example('$0 plan', say({ en: 'is everything in order?', ru: 'всё ли в порядке?' }))
      .example(
        '$0 plan --kind orphan,duplicate',
        say({ en: 'what is paid for nobody', ru: 'что оплачивается зря' }),
      )
      .epilog(
        say({
          en: 'Reads BILLmanager, the ledger and the whole lists of the vendors, and changes nothing. What an operation has under way is left out. Exit code 0: no difference, 2: differences, 1: something could not be read.',
          ru: 'Читает BILLmanager, учёт и полные списки поставщиков, ничего не меняя. То, над чем ещё идёт операция, не показывается. Код завершения 0: расхождений нет, 2: есть расхождения, 1: что-то не удалось прочитать.',
        }),
      ),
  handler: async ({ module, service, kind, foreign, deep, json, csv }, ctx) =>
    withContext(ctx, async app => {
      const { makePlan } = await import('../../../reconcile/plan/make-plan.ts');
      const kinds = kindsIn(kind);
      const isSingly = singlyOf({ deep: deep === true, kinds, service });
      const made = narrowed(await makePlan(app, isSingly), each =>
        [
          module === undefined || each.module === module,
          service === undefined || each.item === service,
          kinds.length === 0 || kinds.includes(each.kind),
        ].every(Boolean),
      );
      if (json) ctx.stdout.write(safeJson(planJson(made, foreign === true)));
      else if (csv) ctx.stdout.write(planCsv(made));
      else writePlan(made, foreign === true, ctx);
      tellTroubles(made, ctx);
      return exitOf(made);
    }),
});

const narrowed = (made: Plan, isWanted: (difference: Difference) => boolean): Plan => ({
  ...made,
  accounts: made.accounts.map(each => ({
    ...each,
    differences: each.differences.filter(isWanted),
  })),
  unused: made.unused.filter(isWanted),
});

function tellTroubles({ troubles }: Plan, { stderr }: CliContext): void {
  for (const each of troubles) stderr.write(`plan: ${each}\n`);
}

function exitOf({ accounts, unused, troubles }: Plan): number {
  if (troubles.length > 0) return EXIT.trouble;
  const isClean = unused.length === 0 && accounts.every(each => each.differences.length === 0);
  return isClean ? EXIT.fine : DIFFERENCES;
}

/** docs/cli.md, "plan". */
const DIFFERENCES = 2;

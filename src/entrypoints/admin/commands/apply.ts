import { FLAG } from '../../../base/command-line/typed-line.ts';
import { noProgress, terminalProgress } from '../../../base/progress.ts';
import type { Context } from '../../../operations/engine/context.ts';
import type { Applied, Chosen } from '../../../reconcile/plan/apply-plan.ts';
import { isDestructive } from '../../../reconcile/plan/difference.ts';
import type { Plan } from '../../../reconcile/plan/make-plan.ts';
import { type Report, summaryLine } from '../../../reconcile/report.ts';
import { withContext } from '../admin-app.ts';
import { type CliContext, defineCommand, EXIT, LIST } from '../command.ts';
import { isConfirmed, NOT_CONFIRMED } from '../confirm.ts';
import { faultLine } from '../fault-line.ts';
import { deepOption, kindOption, kindsIn, requireKinds, singlyOf } from '../plan/kind-option.ts';
import { writePlan } from '../plan/plan-tables.ts';
import { safeText } from '../safe-text.ts';

export const apply = defineCommand({
  command: 'apply',
  describe: {
    en: 'settle what "plan" shows, after showing it again',
    ru: 'устранить то, что показывает «plan», показав это ещё раз',
  },
  builder: (yargs, say) =>
    yargs
      .option('kind', kindOption(say))
      .option('only', {
        ...LIST,
        describe: say({
          en: 'only these licenses at the vendor',
          ru: 'только эти лицензии у поставщика',
        }),
      })
      .option('deep', deepOption(say))
      .option('yes', { ...FLAG, describe: say({ en: 'do not ask', ru: 'не спрашивать' }) })
      .check(({ kind }) => requireKinds(kind, say), false)
      .example(
        '$0 apply',
        say({ en: 'all that deletes nothing', ru: 'всё, что ничего не удаляет' }),
      )
      .example(
        '$0 apply --kind orphan --only 4711',
        say({
          en: 'delete a license that serves nobody',
          ru: 'удалить лицензию, которая никого не обслуживает',
        }),
      )
      .epilog(
        say({
          en: 'Works one by one, looks at each again before it acts, and prints a line for each. What deletes is done only for kinds that are named. What checkevent does anyway is left to a run of it. Interrupted anywhere, the same call goes on with what is left.',
          ru: 'Работает по одной, каждый раз сверяясь заново, и выводит строку о каждой. Удаляет только при явно указанном виде. То, что и так делает checkevent, делает его запуск. После прерывания тот же вызов продолжит с оставшегося.',
        }),
      ),
  handler: ({ kind, only, deep, yes }, ctx) =>
    withContext(ctx, async app => {
      app.mayAct();
      const { makePlan } = await import('../../../reconcile/plan/make-plan.ts');
      const kinds = kindsIn(kind);
      const made = await makePlan(app, singlyOf({ deep: deep === true, kinds }));
      const plan = chosenOf(made, kinds, [only ?? []].flat());
      for (const each of plan.troubles) ctx.stderr.write(`apply: ${safeText(each)}\n`);
      const chosen = plan.accounts.flatMap(({ pass, differences }) =>
        differences.map(difference => ({ pass, difference })),
      );
      if (chosen.length === 0) {
        ctx.stdout.write(`${NOTHING[ctx.language]}\n`);
        return plan.troubles.length === 0 ? EXIT.fine : EXIT.trouble;
      }
      writePlan(plan, false, ctx);
      if (yes !== true && !(await isConfirmed(ctx))) {
        ctx.stderr.write(`${NOT_CONFIRMED[ctx.language]}\n`);
        return EXIT.trouble;
      }
      return settle(app, chosen, ctx);
    }),
});

const NOTHING = {
  en: 'There is nothing that could be settled here.',
  ru: 'Здесь нечего устранять.',
};

/** What has an action; what deletes only where its kind is named. */
function chosenOf(plan: Plan, kinds: readonly string[], only: readonly string[]): Plan {
  return {
    ...plan,
    unused: [],
    accounts: plan.accounts.map(each => ({
      ...each,
      differences: each.differences.filter(({ kind, action, license }) => {
        if (action === null || (isDestructive(action) && !kinds.includes(kind))) return false;
        const isNamed = kinds.length === 0 || kinds.includes(kind);
        return isNamed && (only.length === 0 || only.includes(license));
      }),
    })),
  };
}

async function settle(app: Context, chosen: readonly Chosen[], ctx: CliContext): Promise<number> {
  const { applyPlan } = await import('../../../reconcile/plan/apply-plan.ts');
  const progress = ctx.stderr.columns === null ? noProgress : terminalProgress(ctx.stderr);
  const began = ctx.now().getTime();
  let failed = 0;
  const listener = {
    applied(applied: Applied) {
      if (applied.fault) failed += 1;
      // the bar would stand in the same line
      progress.end();
      tell(applied, ctx);
    },
    checkevent(report: Report | null) {
      failed += report?.troubles.length ?? 0;
      for (const each of report?.troubles ?? [])
        ctx.stderr.write(`checkevent: ${safeText(each)}\n`);
      const seconds = (ctx.now().getTime() - began) / 1000;
      ctx.stdout.write(`${report ? summaryLine(report, seconds) : UNDER_WAY[ctx.language]}\n`);
    },
  };
  await applyPlan(app, chosen, listener, progress);
  return failed === 0 ? EXIT.fine : EXIT.trouble;
}

const UNDER_WAY = {
  en: 'checkevent: another run is under way, and settles its part',
  ru: 'checkevent: уже идёт другой запуск, свою часть устранит он',
};

function tell({ difference, fault }: Applied, ctx: CliContext): void {
  const { kind, item, license, action } = difference;
  const about = {
    en: `${kind}: service ${item || '-'}, license ${license || '-'}`,
    ru: `${kind}: услуга ${item || '-'}, лицензия ${license || '-'}`,
  }[ctx.language];
  if (fault) {
    ctx.stderr.write(`${safeText(about)}: ${faultLine(fault, ctx.language)}`);
    return;
  }
  const done = action === null || action === 'checkevent' ? '' : DONE[action][ctx.language];
  ctx.stdout.write(`${safeText(about)}: ${done}\n`);
}

const DONE = {
  bind: { en: 'bound', ru: 'привязана' },
  setparam: { en: 'the license has it now', ru: 'передано лицензии' },
  sync: { en: 'the service has it now', ru: 'передано услуге' },
  delete: { en: 'deleted at the vendor', ru: 'удалена у поставщика' },
} as const;

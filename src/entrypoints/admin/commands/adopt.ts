import type { Argv } from 'yargs';
import { noProgress, terminalProgress } from '../../../base/progress.ts';
import type { Pair, PlanRow } from '../../../operations/adopt/adoption.ts';
import type { AdoptionWorld } from '../../../operations/adopt/adoption-snapshot.ts';
import type { Applied } from '../../../operations/adopt/apply-adoption.ts';
import type { ProviderKind } from '../../../operations/adopt/provider.ts';
import type { Suggestion } from '../../../operations/adopt/suggest.ts';
import type { Context } from '../../../operations/engine/context.ts';
import { withContext } from '../admin-app.ts';
import { adoptOptions, KINDS, SURE_WORDS } from '../adopt/adopt-options.ts';
import { nextSteps } from '../adopt/next-steps.ts';
import { readPairs } from '../adopt/pairs-file.ts';
import { asJson, asTable } from '../adopt/render.ts';
import { appliedSummary, planSummary } from '../adopt/texts.ts';
import { type CliContext, defineCommand, EXIT } from '../command.ts';
import { safeJson, safeText } from '../safe-text.ts';

export const adopt = defineCommand({
  command: 'adopt',
  describe: {
    en: 'bind existing panel accounts and licenses to services',
    ru: 'связать имеющиеся учётные записи панели и лицензии с услугами',
  },
  builder: (yargs, say) =>
    adoptOptions(yargs, say).epilog(
      say({
        en: 'Shows a plan first; --apply carries it out. Nothing is created or charged; at the vendor only the remoteid of licenses is set, on a panel nothing is changed (but for --new-password). Interrupted, the same command goes on where it stopped.',
        ru: 'Сначала показывает план; --apply выполняет его. Ничего не создаётся и не списывается; у поставщика меняется только remoteid лицензий, в панели — ничего (кроме --new-password). Прерванную команду достаточно повторить.',
      }),
    ),
  handler: async (args, ctx) => {
    const wish = await wishOf(args, ctx);
    if (wish === null) return EXIT.trouble;
    return withContext(ctx, app => carryOut(app, wish, args, ctx));
  },
});

type AdoptArgs = ReturnType<typeof adoptOptions> extends Argv<infer Args> ? Args : never;

/** Given pairs, or the kinds of providers to find pairs for. */
type Wish = { readonly pairs: readonly Pair[] } | { readonly suggest: readonly ProviderKind[] };

/** The options choose one of three ways. */
async function wishOf(args: AdoptArgs, ctx: CliContext): Promise<Wish | null> {
  const { item = '', account, license = '', csv, of } = args;
  if (args.suggest) return { suggest: KINDS.filter(each => (of ?? each) === each) };
  if (csv !== undefined) return pairsFrom(csv, args, ctx);
  if (account === undefined) return { pairs: [{ item, kind: 'license', id: license, line: null }] };
  const pair = { item, kind: 'account', id: account, line: null } as const;
  if (args['password-file'] === undefined) return { pairs: [pair] };
  const { passwordFrom } = await import('../adopt/password-file.ts');
  const password = await orTrouble(ctx, () => passwordFrom(args['password-file'] ?? ''));
  return password === null ? null : { pairs: [{ ...pair, password }] };
}

async function pairsFrom(
  path: string,
  { encoding, create = false }: Pick<AdoptArgs, 'encoding' | 'create'>,
  ctx: CliContext,
): Promise<Wish | null> {
  const file = await orTrouble(ctx, () => readPairs(path, encoding, { create }));
  if (file === null) return null;
  for (const { line, text } of file.mistakes)
    ctx.stderr.write(`${safeText(path)}:${line}: ${safeText(text[ctx.language])}\n`);
  return file.mistakes.length > 0 ? null : { pairs: file.pairs };
}

/** A file that the system does not give is said in its words; null then. */
async function orTrouble<T>(ctx: CliContext, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    ctx.stderr.write(`cpbillmgr: ${safeText(error.message)}\n`);
    return null;
  }
}

async function carryOut(
  app: Context,
  wish: Wish,
  args: AdoptArgs,
  ctx: CliContext,
): Promise<number> {
  const [{ planAdoption }, { AdoptionWorld: World }] = await Promise.all([
    import('../../../operations/adopt/plan-adoption.ts'),
    import('../../../operations/adopt/adoption-snapshot.ts'),
  ]);
  if (args.apply) app.mayAct();
  const world = new World(app);
  const { to = '' } = args;
  const found = 'suggest' in wish ? await suggestions(app, wish.suggest, world, to) : [];
  const pairs = 'suggest' in wish ? found : wish.pairs;
  const options = {
    anyTariff: args['any-tariff'] === true,
    to,
    newPassword: args['new-password'] === true,
  };
  const rows = await planAdoption(app, pairs, options, world);
  const bySuggestion = new Map(
    rows.flatMap((row, index) => (found[index] ? [[row, found[index]]] : [])),
  );
  const wanted = rows.filter(row => isSureEnough(bySuggestion.get(row), args));
  const applied = args.apply ? await apply(app, wanted, args, ctx) : new Map<PlanRow, Applied>();
  const shown = { rows, suggestions: bySuggestion, applied };
  if (args.json) ctx.stdout.write(safeJson(asJson(shown)));
  else if (rows.length > 0) ctx.stdout.write(asTable(shown, ctx));
  const prepared = [...applied.values()].filter(
    each => each.fault === null && each.row.verdict === 'switch',
  );
  if (prepared.length > 0)
    ctx.stderr.write(
      nextSteps(
        prepared.map(each => each.row),
        { name: await moduleName(app, to), language: ctx.language },
      ),
    );
  return summarise(rows, applied, args, ctx);
}

async function suggestions(
  app: Context,
  kinds: readonly ProviderKind[],
  world: AdoptionWorld,
  to: string,
): Promise<readonly Suggestion[]> {
  const { suggest } = await import('../../../operations/adopt/suggest.ts');
  const found: Suggestion[] = [];
  for (const kind of kinds) found.push(...(await suggest(app, kind, world, to)));
  return found;
}

/** A processing module as BILLmanager's forms show it. */
async function moduleName(app: Context, id: string): Promise<string> {
  const found = (await app.billmanager.modules()).find(each => each.id === id);
  return found?.name || id;
}

/**
 * A row that was no suggestion was asked for; a suggestion is applied only if it is sure enough.
 */
function isSureEnough(suggestion: Suggestion | undefined, args: AdoptArgs): boolean {
  return !suggestion || SURE_WORDS.indexOf(suggestion.sure) <= SURE_WORDS.indexOf(args.sure);
}

async function apply(
  app: Context,
  rows: readonly PlanRow[],
  args: AdoptArgs,
  ctx: CliContext,
): Promise<ReadonlyMap<PlanRow, Applied>> {
  const { applyAdoption, isApplied } = await import('../../../operations/adopt/apply-adoption.ts');
  const isWatched = ctx.stderr.columns !== null && !args.json;
  const progress = isWatched ? terminalProgress(ctx.stderr) : noProgress;
  progress.start('adopt', rows.filter(isApplied).length);
  const applied = new Map<PlanRow, Applied>();
  try {
    await applyAdoption(app, rows, outcome => {
      applied.set(outcome.row, outcome);
      progress.advance(1);
    });
  } finally {
    progress.end();
  }
  return applied;
}

function summarise(
  rows: readonly PlanRow[],
  applied: ReadonlyMap<PlanRow, Applied>,
  args: AdoptArgs,
  ctx: CliContext,
): number {
  const count = (verdict: PlanRow['verdict']): number =>
    rows.filter(row => row.verdict === verdict).length;
  const counts = {
    bind: count('bind'),
    switch: count('switch'),
    already: count('already'),
    conflict: count('conflict'),
  };
  const done = [...applied.values()];
  const failed = done.filter(each => each.fault !== null).length;
  const prepared = done.filter(each => each.fault === null && each.row.verdict === 'switch').length;
  const bound = done.length - failed - prepared;
  const text = args.apply
    ? appliedSummary({ bound, prepared, failed }, counts)
    : planSummary(counts);
  ctx.stderr.write(`${text[ctx.language]}\n`);
  return counts.conflict + failed + prepared > 0 ? EXIT.trouble : EXIT.fine;
}

import { noProgress, terminalProgress } from '../../../base/progress.ts';
import type { Pair, PlanRow } from '../../../operations/adopt/adoption.ts';
import type { AdoptionWorld } from '../../../operations/adopt/adoption-snapshot.ts';
import type { Applied } from '../../../operations/adopt/apply-adoption.ts';
import type { ProviderKind } from '../../../operations/adopt/provider.ts';
import type { Suggestion, Sureness } from '../../../operations/adopt/suggest.ts';
import type { Context } from '../../../operations/engine/context.ts';
import { withHouse } from '../admin-app.ts';
import { ADOPT_EXAMPLES, ADOPT_OPTIONS, KINDS, SURE_WORDS } from '../adopt/options.ts';
import { readPairs } from '../adopt/pairs-file.ts';
import { asJson, asTable } from '../adopt/render.ts';
import { appliedSummary, planSummary } from '../adopt/texts.ts';
import type { Arguments } from '../arguments.ts';
import { type CliContext, type Command, EXIT } from '../command.ts';
import { safeJson, safeText } from '../safe-text.ts';
import { UsageMistake } from '../usage-mistake.ts';

export const adopt: Command = {
  name: 'adopt',
  summary: {
    en: 'bind existing panel accounts and licenses to services',
    ru: 'связать имеющиеся учётные записи панели и лицензии с услугами',
  },
  details: {
    en: 'Shows a plan first; --apply carries it out. Nothing is created or charged; at the vendor only the remoteid of licenses is set, on a panel nothing is changed. Interrupted, the same command goes on where it stopped.',
    ru: 'Сначала показывает план; --apply выполняет его. Ничего не создаётся и не списывается; у поставщика меняется только remoteid лицензий, на панели — ничего. Прерванную команду достаточно повторить.',
  },
  options: ADOPT_OPTIONS,
  examples: ADOPT_EXAMPLES,
  async run(args, ctx) {
    const wish = await wishOf(args, ctx);
    if (wish === null) return EXIT.trouble;
    return withHouse(ctx, app => carryOut(app, wish, args, ctx));
  },
};

/** Pairs that were given, or kinds for which some are to be found. */
type Wish = { readonly pairs: readonly Pair[] } | { readonly suggest: readonly ProviderKind[] };

async function wishOf(args: Arguments, ctx: CliContext): Promise<Wish | null> {
  const [item, account, license, csv] = ['item', 'account', 'license', 'csv'].map(name =>
    args.text(name),
  );
  const ways = [item ?? account ?? license, csv, args.flag('suggest') ? 'suggest' : undefined];
  if (ways.filter(each => each !== undefined).length !== 1) throw ONE_WAY;
  if (args.flag('suggest'))
    return { suggest: KINDS.filter(each => (args.text('of') ?? each) === each) };
  if (csv !== undefined) return pairsFrom(csv, args.text('encoding') ?? 'utf-8', ctx);
  if (item === undefined || (account === undefined) === (license === undefined)) throw ONE_PAIR;
  if (!/^[1-9]\d{0,17}$/.test(item)) throw notAnItem(item);
  const pair: Pair =
    account === undefined
      ? { item, kind: 'license', id: license ?? '', line: null }
      : { item, kind: 'account', id: account, line: null };
  return { pairs: [pair] };
}

async function pairsFrom(path: string, encoding: string, ctx: CliContext): Promise<Wish | null> {
  try {
    const { pairs, mistakes } = await readPairs(path, encoding);
    for (const { line, wording } of mistakes)
      ctx.stderr.write(`${safeText(path)}:${line}: ${safeText(wording[ctx.language])}\n`);
    return mistakes.length > 0 ? null : { pairs };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    ctx.stderr.write(`cpbillmgr: ${safeText(error.message)}\n`);
    return null;
  }
}

async function carryOut(
  app: Context,
  wish: Wish,
  args: Arguments,
  ctx: CliContext,
): Promise<number> {
  const [{ planAdoption }, { AdoptionWorld: World }] = await Promise.all([
    import('../../../operations/adopt/plan-adoption.ts'),
    import('../../../operations/adopt/adoption-snapshot.ts'),
  ]);
  if (args.flag('apply')) app.mayAct();
  const world = new World(app);
  const found = 'suggest' in wish ? await suggestions(app, wish.suggest, world) : [];
  const pairs = 'suggest' in wish ? found : wish.pairs;
  const rows = await planAdoption(app, pairs, { anyTariff: args.flag('any-tariff') }, world);
  const bySuggestion = new Map(
    rows.flatMap((row, index) => (found[index] ? [[row, found[index]]] : [])),
  );
  const wanted = rows.filter(row => isSureEnough(bySuggestion.get(row), args));
  const applied = args.flag('apply')
    ? await apply(app, wanted, args, ctx)
    : new Map<PlanRow, Applied>();
  const shown = { rows, suggestions: bySuggestion, applied };
  if (args.flag('json')) ctx.stdout.write(safeJson(asJson(shown)));
  else if (rows.length > 0) ctx.stdout.write(asTable(shown, ctx));
  return summarise(rows, applied, args, ctx);
}

async function suggestions(
  app: Context,
  kinds: readonly ProviderKind[],
  world: AdoptionWorld,
): Promise<readonly Suggestion[]> {
  const { suggest } = await import('../../../operations/adopt/suggest.ts');
  const found: Suggestion[] = [];
  for (const kind of kinds) found.push(...(await suggest(app, kind, world)));
  return found;
}

/**
 * A row that nobody suggested was asked for; a suggestion is applied only where it is as sure as
 * wanted.
 */
function isSureEnough(suggestion: Suggestion | undefined, args: Arguments): boolean {
  const wanted: Sureness = SURE_WORDS.find(each => each === args.text('sure')) ?? 'sure';
  return !suggestion || SURE_WORDS.indexOf(suggestion.sure) <= SURE_WORDS.indexOf(wanted);
}

async function apply(
  app: Context,
  rows: readonly PlanRow[],
  args: Arguments,
  ctx: CliContext,
): Promise<ReadonlyMap<PlanRow, Applied>> {
  const { applyAdoption } = await import('../../../operations/adopt/apply-adoption.ts');
  const isWatched = ctx.stderr.columns !== null && !args.flag('json');
  const progress = isWatched ? terminalProgress(ctx.stderr) : noProgress;
  progress.start('adopt', rows.filter(row => row.verdict === 'bind').length);
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
  args: Arguments,
  ctx: CliContext,
): number {
  const count = (verdict: PlanRow['verdict']): number =>
    rows.filter(row => row.verdict === verdict).length;
  const counts = { bind: count('bind'), already: count('already'), conflict: count('conflict') };
  const failed = [...applied.values()].filter(each => each.fault !== null).length;
  const text = args.flag('apply')
    ? appliedSummary(applied.size - failed, failed, counts)
    : planSummary(counts);
  ctx.stderr.write(`${text[ctx.language]}\n`);
  return counts.conflict + failed > 0 ? EXIT.trouble : EXIT.fine;
}

const ONE_WAY = new UsageMistake({
  en: 'Say what to bind: --item with --account or --license, or --csv FILE, or --suggest.',
  ru: 'Укажите, что связать: --item с --account или --license, либо --csv ФАЙЛ, либо --suggest.',
});
const ONE_PAIR = new UsageMistake({
  en: '--item needs exactly one of --account and --license.',
  ru: 'К --item нужно что-то одно: --account или --license.',
});
const notAnItem = (item: string): UsageMistake =>
  new UsageMistake({
    en: `--item needs the id of a service, not "${item}".`,
    ru: `Для --item нужен номер услуги, а не «${item}».`,
  });

import type { Difference } from '../../../reconcile/plan/difference.ts';
import { DIFFERENCE_KINDS, kindRow } from '../../../reconcile/plan/kinds.ts';
import type { Plan } from '../../../reconcile/plan/make-plan.ts';
import { moneyText, sumsOf } from '../../../vendor/amount.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { CliContext } from '../command.ts';
import { safeText } from '../safe-text.ts';
import { renderTable } from '../table.ts';

/** A plan for a program. */
export function planJson({ accounts, unused, troubles }: Plan, withForeign: boolean): unknown {
  return {
    accounts: accounts.map(({ pass, licenses, differences, foreign }) => ({
      account: pass.account,
      licenses,
      differences: differences.map(differenceJson),
      foreign: withForeign ? foreign.map(foreignJson) : foreign.length,
    })),
    unused: unused.map(differenceJson),
    troubles,
  };
}

const differenceJson = ({ item, monthly, action, ...facts }: Difference): unknown => ({
  ...facts,
  service: item,
  monthly: monthly?.amount ?? null,
  currency: monthly?.currency ?? null,
});

const foreignJson = ({ id, itemtype, name, ip, licname, remoteid }: LicenseRow): unknown => ({
  license: id,
  itemtype,
  product: name,
  ip,
  name: licname,
  remoteid,
});

/** A plan for a person: a table for each kind of difference, what costs money first. */
export function writePlan(plan: Plan, withForeign: boolean, ctx: CliContext): void {
  const { stdout, language } = ctx;
  for (const { pass, licenses, differences, foreign } of plan.accounts) {
    if (plan.accounts.length > 1) stdout.write(`${safeText(pass.account)}\n\n`);
    for (const kind of DIFFERENCE_KINDS) {
      writeGroup(
        differences.filter(each => each.kind === kind),
        ctx,
      );
    }
    const sums = sumOf(onePerLicense(differences)).join(', ');
    const counted = [
      { en: `licenses: ${licenses}`, ru: `лицензий: ${licenses}` },
      { en: `differences: ${differences.length}`, ru: `расхождений: ${differences.length}` },
      ...(sums === ''
        ? []
        : [{ en: `at stake a month: ${sums}`, ru: `сумма расхождений в месяц: ${sums}` }]),
      { en: `of others: ${foreign.length}`, ru: `чужих: ${foreign.length}` },
    ];
    if (withForeign && foreign.length > 0) writeForeign(foreign, ctx);
    stdout.write(`${counted.map(each => each[language]).join(', ')}\n`);
  }
  writeGroup(plan.unused, ctx);
}

/** What is about money, each license once. */
function onePerLicense(differences: readonly Difference[]): readonly Difference[] {
  const money = differences.filter(({ kind }) => kindRow(kind).isMoney);
  return [...new Map(money.map(each => [`${each.itemtype} ${each.license}`, each])).values()];
}

const TITLES = {
  en: ['service', 'license', 'type', 'BILLmanager', 'vendor', 'a month', 'from'],
  ru: ['услуга', 'лицензия', 'тип', 'BILLmanager', 'поставщик', 'в месяц', 'с'],
} as const;

/** What either side says: a date as well as a name. */
const SIDES: ReadonlySet<number> = new Set([3, 4]);

function writeGroup(group: readonly Difference[], ctx: CliContext): void {
  const { stdout, language } = ctx;
  const [first] = group;
  if (first === undefined) return;
  const { title, settled, isMoney } = kindRow(first.kind);
  const month = { en: 'a month', ru: 'в месяц' }[language];
  const sum = isMoney ? sumOf(group).map(each => `${each} ${month}`) : [];
  const head = `${title[language]}: ${[group.length, ...sum].join(', ')}`;
  stdout.write(stdout.styled ? `\u001b[1m${head}\u001b[22m\n` : `${head}\n`);
  const cells = group.map(({ item, license, itemtype, here, there, monthly, from }) => [
    item,
    license,
    itemtype,
    here,
    there,
    monthly ? `${monthly.amount} ${monthly.currency}`.trim() : '',
    from ?? '',
  ]);
  const isTold = TITLES.en.map((_, index) => cells.some(row => row[index] !== ''));
  const shown = cells.map(row => row.filter((_, index) => isTold[index]));
  const columns = TITLES[language]
    .map((title, index) => (SIDES.has(index) ? { title, isProse: true as const } : { title }))
    .filter((_, index) => isTold[index]);
  stdout.write(renderTable(columns, shown, { width: stdout.columns, styled: false }));
  stdout.write(`-> ${settled[language]}\n\n`);
}

function writeForeign(foreign: readonly LicenseRow[], { stdout, language }: CliContext): void {
  const titles = {
    en: ['license', 'type', 'address', 'name', 'remoteid'],
    ru: ['лицензия', 'тип', 'адрес', 'имя', 'remoteid'],
  }[language];
  const cells = foreign.map(each => [each.id, each.itemtype, each.ip, each.licname, each.remoteid]);
  const columns = titles.map((title, index) =>
    index === 3 ? { title, isProse: true as const } : { title },
  );
  stdout.write(renderTable(columns, cells, { width: stdout.columns, styled: stdout.styled }));
}

/** By currency. */
/** What each month costs as far as it is known; nothing where it is free. */
const sumOf = (group: readonly Difference[]): readonly string[] =>
  sumsOf(group.flatMap(({ monthly }) => monthly ?? []))
    .filter(({ amount }) => Number(amount) !== 0)
    .map(moneyText);

import { DIFFERENCE_KINDS, type Difference, kindRow } from '../../../reconcile/plan/difference.ts';
import type { Plan } from '../../../reconcile/plan/make-plan.ts';
import { formatAmount, parseAmount } from '../../../vendor/amount.ts';
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
      differences: differences.map(
        ({ kind, itemtype, module, item, license, here, there, monthly, from }) => ({
          kind,
          itemtype,
          module,
          service: item,
          license,
          here,
          there,
          monthly: monthly?.amount ?? null,
          currency: monthly?.currency ?? null,
          from,
        }),
      ),
      foreign: withForeign ? foreign.map(foreignJson) : foreign.length,
    })),
    unused: Object.fromEntries(unused),
    troubles,
  };
}

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
      const group = differences.filter(each => each.kind === kind);
      if (group.length > 0) writeGroup(group, ctx);
    }
    const counted = [
      { en: `licenses: ${licenses}`, ru: `лицензий: ${licenses}` },
      { en: `differences: ${differences.length}`, ru: `расхождений: ${differences.length}` },
      { en: `of others: ${foreign.length}`, ru: `чужих: ${foreign.length}` },
    ];
    if (withForeign && foreign.length > 0) writeForeign(foreign, ctx);
    stdout.write(`${counted.map(each => each[language]).join(', ')}\n`);
  }
  for (const [account, licenses] of plan.unused) {
    const text = {
      en: `No processing module buys at ${account} any more; licenses of ours there: ${licenses}`,
      ru: `Ни один модуль обработки больше не покупает в ${account}; наших лицензий там: ${licenses}`,
    };
    stdout.write(`${safeText(text[language])}\n`);
  }
}

const TITLES = {
  en: ['service', 'license', 'type', 'BILLmanager', 'vendor', 'a month', 'from'],
  ru: ['услуга', 'лицензия', 'тип', 'BILLmanager', 'поставщик', 'в месяц', 'с'],
} as const;

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
  const columns = TITLES[language].flatMap((title, index) => (isTold[index] ? [{ title }] : []));
  stdout.write(renderTable(columns, shown, { width: stdout.columns, styled: false }));
  stdout.write(`-> ${settled[language]}\n\n`);
}

function writeForeign(foreign: readonly LicenseRow[], { stdout, language }: CliContext): void {
  const titles = {
    en: ['license', 'type', 'address', 'name', 'remoteid'],
    ru: ['лицензия', 'тип', 'адрес', 'имя', 'remoteid'],
  }[language];
  const cells = foreign.map(each => [each.id, each.itemtype, each.ip, each.licname, each.remoteid]);
  const columns = titles.map(title => ({ title }));
  stdout.write(renderTable(columns, cells, { width: stdout.columns, styled: stdout.styled }));
}

/** By currency. */
function sumOf(group: readonly Difference[]): readonly string[] {
  const sums = new Map<string, bigint>();
  for (const { monthly } of group) {
    const amount = monthly && parseAmount(monthly.amount);
    if (amount) sums.set(monthly.currency, (sums.get(monthly.currency) ?? 0n) + amount);
  }
  return [...sums].map(([currency, amount]) => `${formatAmount(amount)} ${currency}`.trim());
}

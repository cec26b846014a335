import type { LedgerLicense, LicenseQuery, LicenseState } from '../../../journal/journal.ts';
import { ALL_ITEMTYPES } from '../../../operations/engine/module-itemtypes.ts';
import type { Arguments } from '../arguments.ts';
import { type CliContext, type Command, EXIT, JSON_OPTION } from '../command.ts';
import { presetNames } from '../preset-names.ts';
import { tellMore } from '../rest.ts';
import { safeJson } from '../safe-text.ts';
import { lookIntoJournal } from '../state.ts';
import { renderTable } from '../table.ts';
import { localTime } from '../times.ts';

const STATES: readonly LicenseState[] = ['live', 'released', 'ended'];

export const licenses: Command = {
  name: 'licenses',
  summary: {
    en: 'licenses that were bought, and the services they serve',
    ru: 'купленные лицензии и услуги, которым они принадлежат',
  },
  details: {
    en: 'The ledger as the last operation or checkevent left it; the vendor is not asked. "End" is the date of the license at the vendor, "paid until" what the client has paid for. Keys are not kept in the ledger.',
    ru: 'Учёт в том виде, в каком его оставила последняя операция или checkevent; поставщик не опрашивается. «Окончание» — дата лицензии у поставщика, «оплачено до» — за что заплатил клиент. Ключи в учёте не хранятся.',
  },
  options: [
    {
      name: 'item',
      kind: 'text',
      placeholder: 'ID',
      summary: { en: 'only the license of this service', ru: 'только лицензия этой услуги' },
    },
    {
      name: 'state',
      kind: 'text',
      values: STATES,
      list: true,
      summary: {
        en: 'only these states: live (serves a service), released (kept for reuse), ended',
        ru: 'только эти состояния: live (у услуги), released (ждёт повторного использования), ended',
      },
    },
    {
      name: 'itemtype',
      kind: 'text',
      values: ALL_ITEMTYPES,
      list: true,
      summary: { en: 'only these product types', ru: 'только эти типы продуктов' },
    },
    {
      name: 'limit',
      kind: 'count',
      placeholder: 'N',
      summary: {
        en: 'at most so many (default: all)',
        ru: 'не больше стольких (по умолчанию все)',
      },
    },
    JSON_OPTION,
  ],
  examples: [
    { words: 'licenses', meaning: { en: 'all of them', ru: 'все' } },
    {
      words: 'licenses --state released',
      meaning: {
        en: 'what the next orders will reuse',
        ru: 'что будет использовано в следующих заказах',
      },
    },
    {
      words: 'licenses --item 117 --json',
      meaning: { en: 'one service, for a program', ru: 'одна услуга, для программы' },
    },
  ],
  async run(args, ctx) {
    const rows = (await lookIntoJournal(ctx, journal => journal.licenses(queryOf(args)))) ?? [];
    const wanted = rows.filter(
      row =>
        includes(args.list('state'), row.state) && includes(args.list('itemtype'), row.itemtype),
    );
    const limit = args.count('limit') ?? wanted.length;
    const names = await presetNames(ctx);
    const shown = wanted.toSorted(byService).slice(0, limit);
    if (args.flag('json')) ctx.stdout.write(safeJson(shown.map(row => asJson(row, names))));
    else ctx.stdout.write(asTable(shown, names, ctx));
    if (wanted.length > shown.length) tellMore(wanted.length - shown.length, ctx);
    return EXIT.fine;
  },
};

/** What one value each can narrow is asked of the journal; more values are sorted out here. */
function queryOf(args: Arguments): LicenseQuery {
  const item = args.text('item');
  const [state, ...moreStates] = STATES.filter(each => args.list('state').includes(each));
  return {
    ...(item === undefined ? {} : { item }),
    ...(state === undefined || moreStates.length > 0 ? {} : { state }),
  };
}

const includes = (values: readonly string[], value: string): boolean =>
  values.length === 0 || values.includes(value);

/** By service number; licenses without a service last. */
function byService(a: LedgerLicense, b: LedgerLicense): number {
  const number = (row: LedgerLicense): number =>
    row.item === null ? Number.MAX_SAFE_INTEGER : Number(row.item);
  return number(a) - number(b) || a.id - b.id;
}

function productOf(row: LedgerLicense, names: ReadonlyMap<string, string>): string {
  const id = row.preset || row.pricelist;
  return `${id} ${names.get(id) ?? ''}`.trimEnd();
}

function asTable(
  rows: readonly LedgerLicense[],
  names: ReadonlyMap<string, string>,
  ctx: CliContext,
): string {
  const titles = {
    en: [
      'item',
      'license',
      'type',
      'product',
      'state',
      'status',
      'ip',
      'name',
      'end',
      'paid until',
      'updated',
    ],
    ru: [
      'услуга',
      'лицензия',
      'тип',
      'продукт',
      'состояние',
      'статус',
      'ip',
      'имя',
      'окончание',
      'оплачено до',
      'обновлено',
    ],
  }[ctx.language];
  const cells = rows.map(row => [
    row.item ?? '',
    row.licenseId,
    row.itemtype,
    productOf(row, names),
    row.state,
    row.status,
    row.ip,
    row.licname,
    row.expiredate ?? '',
    row.paidUntil ?? '',
    localTime(row.updatedAt),
  ]);
  const columns = titles.map((title, index) =>
    index < 2 ? { title, align: 'right' as const } : { title },
  );
  return renderTable(columns, cells, { width: ctx.stdout.columns, styled: ctx.stdout.styled });
}

function asJson(row: LedgerLicense, names: ReadonlyMap<string, string>): unknown {
  return {
    item: row.item,
    license: row.licenseId,
    itemtype: row.itemtype,
    preset: row.preset,
    preset_name: names.get(row.preset) ?? null,
    pricelist: row.pricelist,
    state: row.state,
    status: row.status,
    ip: row.ip,
    name: row.licname,
    period: row.period,
    addons: row.addons,
    expiredate: row.expiredate,
    paid_until: row.paidUntil,
    account: row.account,
    module: row.module,
    released: row.releasedAt?.toISOString() ?? null,
    updated: row.updatedAt.toISOString(),
  };
}

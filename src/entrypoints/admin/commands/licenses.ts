import { TEXT } from '../../../base/command-line/typed-line.ts';
import type { LedgerLicense, LicenseQuery, LicenseState } from '../../../journal/records.ts';
import { ACCOUNT_ITEMTYPE } from '../../../panel/product-type.ts';
import { ITEMTYPES } from '../../../vendor/product-types.ts';
import { type CliContext, countOption, defineCommand, EXIT, jsonOption, LIST } from '../command.ts';
import { presetNames } from '../preset-names.ts';
import { tellMore } from '../rest.ts';
import { safeJson } from '../safe-text.ts';
import { lookIntoJournal } from '../state.ts';
import { renderTable } from '../table.ts';
import { localTime } from '../times.ts';

const STATES: readonly LicenseState[] = ['live', 'released', 'orphan', 'ended'];

export const licenses = defineCommand({
  command: 'licenses',
  describe: {
    en: 'licenses that were bought, and the services they serve',
    ru: 'купленные лицензии и услуги, которым они принадлежат',
  },
  builder: (yargs, say) =>
    yargs
      .option('item', {
        ...TEXT,
        describe: say({
          en: 'only the license of this service',
          ru: 'только лицензия этой услуги',
        }),
      })
      .option('state', {
        ...LIST,
        choices: STATES,
        describe: say({
          en: 'only these states: live (serves a service), released (kept for reuse), orphan (paid for, its service is gone), ended',
          ru: 'только эти состояния: live (у услуги), released (ждёт повторного использования), orphan (оплачена, услуги уже нет), ended',
        }),
      })
      .option('itemtype', {
        ...LIST,
        choices: [...ITEMTYPES, ACCOUNT_ITEMTYPE],
        describe: say({ en: 'only these product types', ru: 'только эти типы продуктов' }),
      })
      .option('limit', {
        ...countOption(say),
        describe: say({
          en: 'at most so many (default: all)',
          ru: 'не больше стольких (по умолчанию все)',
        }),
      })
      .option('json', jsonOption(say))
      .example('$0 licenses', say({ en: 'all of them', ru: 'все' }))
      .example(
        '$0 licenses --state released',
        say({
          en: 'what the next orders will reuse',
          ru: 'что будет использовано в следующих заказах',
        }),
      )
      .example(
        '$0 licenses --item 117 --json',
        say({ en: 'one service, for a program', ru: 'одна услуга, для программы' }),
      )
      .epilog(
        say({
          en: 'The ledger as the last operation or checkevent left it; the vendor is not asked. "End" is the date of the license at the vendor, "paid until" what the client has paid for. Keys are not kept in the ledger.',
          ru: 'Учёт в том виде, в каком его оставила последняя операция или checkevent; поставщик не опрашивается. «Окончание» — дата лицензии у поставщика, «оплачено до» — за что заплатил клиент. Ключи в учёте не хранятся.',
        }),
      ),
  handler: async ({ item, state = [], itemtype = [], limit, json }, ctx) => {
    const query = queryOf(item, state);
    const rows = (await lookIntoJournal(ctx, journal => journal.licenses(query))) ?? [];
    const wanted = rows.filter(
      row => includes(state, row.state) && includes(itemtype, row.itemtype),
    );
    const names = await presetNames(ctx);
    const shown = wanted.toSorted(byService).slice(0, limit);
    if (json) ctx.stdout.write(safeJson(shown.map(row => asJson(row, names))));
    else ctx.stdout.write(asTable(shown, names, ctx));
    if (wanted.length > shown.length) tellMore(wanted.length - shown.length, ctx);
    return EXIT.fine;
  },
});

/** The journal filters by single values; several values are filtered here. */
function queryOf(item: string | undefined, states: readonly string[]): LicenseQuery {
  const [state, ...moreStates] = STATES.filter(each => states.includes(each));
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
    remoteid: row.remoteid,
    updated: row.updatedAt.toISOString(),
  };
}

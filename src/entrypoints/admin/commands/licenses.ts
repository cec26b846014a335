import { sameAddress } from '../../../base/address.ts';
import { TEXT } from '../../../base/command-line/typed-line.ts';
import { addDays, dateOf, type IsoDate } from '../../../base/dates.ts';
import type { LedgerLicense, LicenseQuery, LicenseState } from '../../../journal/records.ts';
import { ACCOUNT_ITEMTYPE } from '../../../panel/product-type.ts';
import { ITEMTYPES } from '../../../vendor/product-types.ts';
import { countOption, defineCommand, EXIT, LIST, type Say } from '../command.ts';
import { type ListColumn, listOptions, sorted, writeList } from '../listing.ts';
import { presetNames } from '../preset-names.ts';
import { tellMore } from '../rest.ts';
import { lookIntoJournal } from '../state.ts';
import { localTime } from '../times.ts';

const STATES: readonly LicenseState[] = ['live', 'released', 'orphan', 'ended'];

/** A license, and the names that presets have now. */
interface Named {
  readonly row: LedgerLicense;
  readonly names: ReadonlyMap<string, string>;
}

const COLUMNS: readonly ListColumn<Named>[] = [
  {
    name: 'item',
    title: { en: 'item', ru: 'услуга' },
    align: 'right',
    value: ({ row }) => row.item ?? '',
  },
  {
    name: 'license',
    title: { en: 'license', ru: 'лицензия' },
    align: 'right',
    value: ({ row }) => row.licenseId,
  },
  {
    name: 'type',
    title: { en: 'type', ru: 'тип' },
    spare: 2,
    value: ({ row }) => row.itemtype,
  },
  {
    name: 'product',
    title: { en: 'product', ru: 'продукт' },
    isProse: true,
    value: ({ row, names }) => productOf(row, names),
  },
  {
    name: 'state',
    title: { en: 'state', ru: 'состояние' },
    value: ({ row }) => row.state,
  },
  {
    name: 'status',
    title: { en: 'status', ru: 'статус' },
    spare: 1,
    value: ({ row }) => row.status,
  },
  {
    name: 'ip',
    title: { en: 'ip', ru: 'ip' },
    value: ({ row }) => row.ip,
  },
  {
    name: 'name',
    title: { en: 'name', ru: 'имя' },
    isProse: true,
    value: ({ row }) => row.licname,
  },
  {
    name: 'end',
    title: { en: 'end', ru: 'окончание' },
    value: ({ row }) => row.expiredate ?? '',
  },
  {
    name: 'paid',
    title: { en: 'paid until', ru: 'оплачено до' },
    spare: 3,
    value: ({ row }) => row.paidUntil ?? '',
  },
  {
    name: 'updated',
    title: { en: 'updated', ru: 'обновлено' },
    spare: 4,
    value: ({ row }) => localTime(row.updatedAt),
  },
];

export const licenses = defineCommand({
  command: 'licenses',
  describe: {
    en: 'licenses that were bought, and the services they serve',
    ru: 'купленные лицензии и услуги, которым они принадлежат',
  },
  builder: (yargs, say) =>
    listOptions(
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
        .option('ip', {
          ...TEXT,
          describe: say({ en: 'only with this address', ru: 'только с этим адресом' }),
        })
        .option('name', {
          ...TEXT,
          describe: say({
            en: 'only with this text in the name',
            ru: 'только с этим текстом в имени',
          }),
        })
        .option('expires-in', {
          ...TEXT,
          coerce: daysOf(say),
          describe: say({
            en: 'only those that have ended, or end within so many days or weeks: 14d, 2w',
            ru: 'только закончившиеся и те, что закончатся за столько дней или недель: 14d, 2w',
          }),
        })
        .option('limit', {
          ...countOption(say),
          describe: say({
            en: 'at most so many (default: all)',
            ru: 'не больше стольких (по умолчанию все)',
          }),
        }),
      say,
      COLUMNS,
    )
      .example('$0 licenses', say({ en: 'all of them', ru: 'все' }))
      .example(
        '$0 licenses --expires-in 7d --sort end',
        say({ en: 'what ends this week', ru: 'что закончится за неделю' }),
      )
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
  handler: async ({ item, state = [], itemtype = [], ip, name, limit, ...args }, ctx) => {
    const query = queryOf(item, state);
    const found = await lookIntoJournal(ctx, journal => journal.licenses(query));
    const until = args['expires-in'];
    const last = until === undefined ? null : addDays(dateOf(ctx.now()), until);
    const wanted = (found ?? []).filter(
      row =>
        includes(state, row.state) &&
        includes(itemtype, row.itemtype) &&
        (ip === undefined || sameAddress(row.ip, ip)) &&
        (name === undefined || row.licname.toLowerCase().includes(name.toLowerCase())) &&
        (last === null || endsBy(row, last)),
    );
    const names = await presetNames(ctx);
    const named = wanted.toSorted(byService).map(row => ({ row, names }));
    const shown = sorted(named, COLUMNS, args).slice(0, limit);
    const none = found === null ? null : NONE;
    writeList(shown, { columns: COLUMNS, asJson, none }, args, ctx);
    if (wanted.length > shown.length) tellMore(wanted.length - shown.length, ctx);
    return EXIT.fine;
  },
});

const NONE = { en: 'no such licenses', ru: 'таких лицензий нет' };

/** What is over needs no renewal. */
const endsBy = ({ state, expiredate }: LedgerLicense, last: IsoDate): boolean =>
  state !== 'ended' && expiredate !== null && expiredate <= last;

/** `14d`, `2w`, or a number of days. */
const daysOf =
  (say: Say) =>
  (text: string): number => {
    const [, count = '', unit = 'd'] = /^(\d{1,4})([dw])?$/.exec(text) ?? [];
    if (count !== '') return Number(count) * (unit === 'w' ? 7 : 1);
    throw new Error(
      say({
        en: `So many days or weeks are needed, such as 14d or 2w, not "${text}"`,
        ru: `Нужно число дней или недель, например 14d или 2w, а не «${text}»`,
      }),
    );
  };

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

function asJson({ row, names }: Named): unknown {
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

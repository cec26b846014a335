import type { IsoDate } from '../../base/dates.ts';
import type { LocalizedText } from '../../base/localized-text.ts';
import type { Money } from '../../vendor/vendor.ts';

/**
 * How `apply` settles a difference. checkevent: it does that anyway. bind: the license is bound to
 * the service. setparam: the license gets what the service has. delete: the license is deleted.
 */
export type Action = 'checkevent' | 'bind' | 'setparam' | 'delete';

/** Carried out only where the kind is asked for by name. */
export const isDestructive = (action: Action): boolean => action === 'delete';

interface KindRow {
  readonly title: LocalizedText;
  /** What settles it: checkevent, a day that comes, a command, or a person at one of both sides. */
  readonly settled: LocalizedText;
  /** What its licenses cost is paid for nothing, or is about to be asked. */
  readonly isMoney: boolean;
}

/**
 * In what billing and vendor may differ, in the order in which people are told: what costs money
 * first. `ITEM` stands for a number.
 */
const TABLE = {
  orphan: {
    title: {
      en: 'Licenses of ours whose service is gone or closed',
      ru: 'Наши лицензии, чьей услуги нет или она закрыта',
    },
    settled: {
      en: 'cpbillmgr apply --kind orphan deletes them at the vendor',
      ru: 'cpbillmgr apply --kind orphan удалит их у поставщика',
    },
    isMoney: true,
  },
  duplicate: {
    title: {
      en: 'Licenses that carry the number of a service which has another one',
      ru: 'Лицензии с номером услуги, у которой есть другая',
    },
    settled: {
      en: 'cpbillmgr apply --kind duplicate deletes them at the vendor',
      ru: 'cpbillmgr apply --kind duplicate удалит их у поставщика',
    },
    isMoney: true,
  },
  stray: {
    title: {
      en: 'Licenses of services that have none here',
      ru: 'Лицензии услуг, у которых здесь нет ни одной',
    },
    settled: {
      en: 'cpbillmgr apply binds them',
      ru: 'cpbillmgr apply привяжет их',
    },
    isMoney: true,
  },
  bought_by_hand: {
    title: {
      en: 'Licenses that were bought by hand and serve nobody',
      ru: 'Лицензии, купленные вручную и никого не обслуживающие',
    },
    settled: {
      en: 'cpbillmgr adopt, or BILLmanager: import of services',
      ru: 'cpbillmgr adopt или импорт услуг в BILLmanager',
    },
    isMoney: true,
  },
  released_in_use: {
    title: {
      en: 'Released licenses that are not suspended',
      ru: 'Освобождённые лицензии, которые не приостановлены',
    },
    settled: {
      en: 'suspend or delete them at the vendor: they are not reused like this',
      ru: 'приостановите или удалите их у поставщика: в таком виде они не используются снова',
    },
    isMoney: true,
  },
  renewal_due: {
    title: { en: 'Renewals that are due', ru: 'Пора продлить' },
    settled: { en: 'cpbillmgr checkevent', ru: 'cpbillmgr checkevent' },
    isMoney: true,
  },
  missing: {
    title: {
      en: 'Services that are billed and have no license',
      ru: 'Услуги, за которые платят, без лицензии',
    },
    settled: {
      en: 'cpbillmgr reopen ITEM buys one; close the service if it is not wanted',
      ru: 'cpbillmgr reopen ITEM купит её; ненужную услугу закройте',
    },
    isMoney: false,
  },
  gone: {
    title: {
      en: 'Services whose license is no longer at the vendor',
      ru: 'Услуги, чьей лицензии больше нет у поставщика',
    },
    settled: {
      en: 'cpbillmgr checkevent notes it; cpbillmgr reopen ITEM buys another one',
      ru: 'cpbillmgr checkevent отметит это; cpbillmgr reopen ITEM купит другую',
    },
    isMoney: false,
  },
  status: {
    title: {
      en: 'Active on one side, suspended on the other',
      ru: 'Активна только с одной стороны',
    },
    settled: { en: 'cpbillmgr checkevent', ru: 'cpbillmgr checkevent' },
    isMoney: false,
  },
  suspended_here: {
    title: {
      en: 'Suspended by BILLmanager, active at the vendor',
      ru: 'Приостановлены в BILLmanager, активны у поставщика',
    },
    settled: {
      en: 'a person: suspend the license, or resume the service',
      ru: 'вручную: приостановите лицензию или возобновите услугу',
    },
    isMoney: false,
  },
  tariff: {
    title: { en: 'Tariffs that differ', ru: 'Разные тарифы' },
    settled: {
      en: 'a person: change the tariff of the service or of the license',
      ru: 'вручную: смените тариф услуги или лицензии',
    },
    isMoney: false,
  },
  ends_later: {
    title: {
      en: 'Licenses that end long after their service',
      ru: 'Лицензии, которые заканчиваются намного позже услуги',
    },
    settled: {
      en: 'a person: correct the date of the service, or let it pass',
      ru: 'вручную: исправьте дату услуги или дождитесь её',
    },
    isMoney: false,
  },
  ends_before: {
    title: {
      en: 'Licenses that end before their service: renewed when that is due',
      ru: 'Лицензии, которые заканчиваются раньше услуги: продлеваются в срок',
    },
    settled: { en: 'cpbillmgr checkevent, on that day', ru: 'cpbillmgr checkevent в этот день' },
    isMoney: false,
  },
  address: {
    title: { en: 'Addresses that differ', ru: 'Разные адреса' },
    settled: {
      en: 'cpbillmgr apply: the side that has changed last counts',
      ru: 'cpbillmgr apply: верна та сторона, что изменилась последней',
    },
    isMoney: false,
  },
  name: {
    title: { en: 'Names that differ', ru: 'Разные имена' },
    settled: {
      en: 'cpbillmgr apply: the side that has changed last counts',
      ru: 'cpbillmgr apply: верна та сторона, что изменилась последней',
    },
    isMoney: false,
  },
  foreign_mark: {
    title: {
      en: 'Licenses of services that carry somebody else’s remoteid',
      ru: 'Лицензии услуг с чужим remoteid',
    },
    settled: {
      en: 'empty it at the vendor, then cpbillmgr adopt; or take the license off the service',
      ru: 'очистите его у поставщика, затем cpbillmgr adopt; или снимите лицензию с услуги',
    },
    isMoney: false,
  },
  no_mark: {
    title: { en: 'Licenses without our remoteid', ru: 'Лицензии без нашего remoteid' },
    settled: { en: 'cpbillmgr checkevent', ru: 'cpbillmgr checkevent' },
    isMoney: false,
  },
  changed_hands: {
    title: {
      en: 'Services that are another client’s now',
      ru: 'Услуги, которые теперь у другого клиента',
    },
    settled: {
      en: 'the next operation on the service follows it',
      ru: 'следующая операция с услугой учтёт это',
    },
    isMoney: false,
  },
} as const satisfies Readonly<Record<string, KindRow>>;

export type DifferenceKind = keyof typeof TABLE;

export const DIFFERENCE_KINDS = Object.keys(TABLE) as readonly DifferenceKind[];

export const kindRow = (kind: DifferenceKind): KindRow => TABLE[kind];

/** One difference between a service, the ledger and a license. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly itemtype: string;
  /** The processing module of the service, else of the ledger; '' where neither is known. */
  readonly module: string;
  /** The service's number; '' where none is named. */
  readonly item: string;
  /** The license's id at the vendor; '' where there is none. */
  readonly license: string;
  /** What BILLmanager has in this point: a date, an address, a pricelist, a status. */
  readonly here: string;
  /** What the vendor has. */
  readonly there: string;
  /** What the license costs a month; null where that is not told. */
  readonly monthly: Money | null;
  /** null: a person settles it, or a day that comes. */
  readonly action: Action | null;
  /** The day from which on it settles itself; null where it does not, or does now. */
  readonly from: IsoDate | null;
}

import type { LocalizedText } from '../../base/localized-text.ts';

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
  account_unused: {
    title: {
      en: 'Licenses of ours at vendor accounts where no processing module buys any more',
      ru: 'Наши лицензии в аккаунтах, где больше не покупает ни один модуль обработки',
    },
    settled: {
      en: 'add a processing module for the account, or let them run out there',
      ru: 'добавьте модуль обработки для этого аккаунта или дайте им закончиться',
    },
    isMoney: true,
  },
  released_in_use: {
    title: {
      en: 'Released licenses that cost money: not suspended, or renewed by the vendor itself',
      ru: 'Освобождённые лицензии, которые стоят денег: не приостановлены или продлеваются сами',
    },
    settled: {
      en: 'suspend or delete them at the vendor, and switch autoprolong off: they are not reused like this',
      ru: 'приостановите или удалите их у поставщика, отключив автопродление: в таком виде они не используются снова',
    },
    isMoney: true,
  },
  autoprolong: {
    title: {
      en: 'Licenses that the vendor renews by itself',
      ru: 'Лицензии, которые поставщик продлевает сам',
    },
    settled: {
      en: 'switch autoprolong off at the vendor: renewals are checkevent’s',
      ru: 'отключите автопродление у поставщика: продлевает checkevent',
    },
    isMoney: true,
  },
  moved_away: {
    title: {
      en: 'Licenses whose service buys at another vendor account now',
      ru: 'Лицензии, чья услуга теперь покупает в другом аккаунте поставщика',
    },
    settled: {
      en: 'move the service back, or let the license run out',
      ru: 'верните услугу в прежний модуль или дайте лицензии закончиться',
    },
    isMoney: true,
  },
  renewal_due: {
    title: { en: 'Renewals that are due', ru: 'Пора продлить' },
    settled: { en: 'cpbillmgr checkevent', ru: 'cpbillmgr checkevent' },
    isMoney: true,
  },
  released_unusable: {
    title: {
      en: 'Released licenses that cannot be reused',
      ru: 'Освобождённые лицензии, которые нельзя использовать снова',
    },
    settled: {
      en: 'nothing: they are passed over; delete at the vendor those that are still there',
      ru: 'ничего: они пропускаются; оставшиеся можно удалить у поставщика',
    },
    isMoney: false,
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
  addons: {
    title: {
      en: 'Addons that differ',
      ru: 'Разные дополнения',
    },
    settled: {
      en: 'cpbillmgr apply --kind addons: the license gets what the service has',
      ru: 'cpbillmgr apply --kind addons: лицензия получит то, что есть у услуги',
    },
    isMoney: true,
  },
  key: {
    title: {
      en: 'Services that have another license key, or none',
      ru: 'Услуги с другим ключом лицензии или без него',
    },
    settled: {
      en: 'cpbillmgr apply --kind key: the service gets the key of its license',
      ru: 'cpbillmgr apply --kind key: услуга получит ключ своей лицензии',
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
      en: 'cpbillmgr checkevent, or the next operation on the service, follows it',
      ru: 'это учтёт cpbillmgr checkevent или следующая операция с услугой',
    },
    isMoney: false,
  },
} as const satisfies Readonly<Record<string, KindRow>>;

export type DifferenceKind = keyof typeof TABLE;

export const DIFFERENCE_KINDS = Object.keys(TABLE) as readonly DifferenceKind[];

export const kindRow = (kind: DifferenceKind): KindRow => TABLE[kind];

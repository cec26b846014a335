import { define } from './fault-row.ts';

/** What was asked for, and what the vendor has: tariffs, periods, prices, licenses. */
export const licenseFaults = () =>
  define({
    preset_unknown: {
      kind: 'final',
      condition: 'conf',
      en: 'The tariff\'s internal name "__value__" names no preset. It must begin with the number of a Preset line of __object__.',
      ru: 'Внутреннее имя тарифа «__value__» не соответствует ни одному пресету. Оно должно начинаться с номера из строки Preset файла __object__.',
    },
    period_unsold: {
      kind: 'final',
      condition: 'conf',
      en: 'The license vendor does not sell __object__ for the period "__value__". Add a Period line or correct the tariff.',
      ru: 'Поставщик лицензий не продаёт __object__ на период «__value__». Добавьте строку Period или исправьте тариф.',
    },
    address_missing: {
      kind: 'final',
      en: 'The license needs an IP address, and the service has none.',
      ru: 'Для лицензии нужен IP-адрес, а у услуги он не указан.',
    },
    address_refused: {
      kind: 'final',
      en: 'A license of this kind cannot be ordered for the address __value__: __object__',
      ru: 'На адрес __value__ нельзя заказать такую лицензию: __object__',
    },
    address_locked: {
      kind: 'final',
      en: 'The address of the license may not be changed before __value__.',
      ru: 'Адрес лицензии нельзя изменить раньше __value__.',
    },
    key_locked: {
      kind: 'final',
      en: 'A new license key may not be made before __value__.',
      ru: 'Новый лицензионный ключ нельзя получить раньше __value__.',
    },
    price_above_max: {
      kind: 'final',
      condition: 'price',
      en: '__object__ costs __value__ at the vendor, more than the max_cost of its preset allows. Nothing was bought.',
      ru: '__object__ стоит у поставщика __value__, дороже предела max_cost этого пресета. Ничего не куплено.',
    },
    price_unknown: {
      kind: 'final',
      condition: 'price',
      en: 'The preset limits the cost (max_cost), but the price of __object__ could not be determined: __value__.',
      ru: 'Для пресета задан предел цены (max_cost), но узнать цену __object__ не удалось: __value__.',
    },
    license_unknown: {
      kind: 'final',
      en: 'No license is known for the service __object__: neither the state nor the service nor the vendor names one.',
      ru: 'Для услуги __object__ не известна лицензия: её нет ни в базе состояния, ни в услуге, ни у поставщика.',
    },
    license_paid_elsewhere: {
      kind: 'final',
      en: 'License __object__ was paid for by somebody else (bought here until / ends on: __value__), so it is neither deleted nor released. If it is no longer needed, delete it at the vendor by hand and start the operation again.',
      ru: 'Лицензия __object__ оплачена кем-то ещё (куплена здесь до / заканчивается: __value__), поэтому не удаляется и не освобождается. Если она больше не нужна, удалите её у поставщика вручную и запустите операцию снова.',
    },
    license_foreign: {
      kind: 'final',
      en: 'License and service do not match, so nothing is done with the license: __value__. If it belongs to the service, empty its remoteid at the vendor and run "cpbillmgr adopt --item __object__ --license ID --any-tariff --apply"; if it belongs to somebody else, remove it from the service. Then start the operation again.',
      ru: 'Лицензия и услуга не согласуются, и с лицензией ничего не делается: __value__. Если лицензия относится к этой услуге, очистите её remoteid у поставщика и выполните «cpbillmgr adopt --item __object__ --license ID --any-tariff --apply»; если она чужая, уберите её из услуги. Затем запустите операцию снова.',
    },
    parent_foreign: {
      kind: 'final',
      en: 'The license __value__ does not belong to the client of the service __object__.',
      ru: 'Лицензия __value__ не принадлежит клиенту услуги __object__.',
    },
    license_unnamed: {
      kind: 'final',
      en: 'The module belongs to a license, but the service __object__ names none: neither in its parameter "license" nor by a parent service.',
      ru: 'Модуль относится к лицензии, а услуга __object__ её не называет: ни параметром «license», ни родительской услугой.',
    },
    license_gone: {
      kind: 'final',
      en: 'The license __value__ of the service __object__ no longer exists at the vendor.',
      ru: 'Лицензии __value__ услуги __object__ больше нет у поставщика.',
    },
    license_lapsed: {
      kind: 'final',
      condition: 'lapse',
      en: 'The license __value__ of the service __object__ has expired and is missing at the vendor. A new one is bought as soon as it is certain that the old one was deleted.',
      ru: 'Лицензия __value__ услуги __object__ истекла, у поставщика её нет. Как только станет ясно, что она удалена, будет куплена новая.',
    },
    license_preparing: {
      kind: 'passing',
      en: 'The license __object__ is still being prepared by the vendor. The operation will be repeated.',
      ru: 'Лицензия __object__ ещё готовится у поставщика. Операция будет повторена.',
    },
    license_not_renewing: {
      kind: 'final',
      en: 'The vendor accepted the renewal of the license __object__, but its end date is still __value__.',
      ru: 'Поставщик принял продление лицензии __object__, но дата её окончания осталась прежней: __value__.',
    },
    charge_in_doubt: {
      kind: 'passing',
      en: 'It is not known yet whether the vendor has carried out "__object__". This is checked again, not before __value__; nothing is sent until then.',
      ru: 'Пока неизвестно, выполнил ли поставщик «__object__». Это будет проверено снова, не раньше __value__; до тех пор ничего не отправляется.',
    },
    charge_unsettled: {
      kind: 'final',
      en: 'It is unknown whether the vendor has carried out what operation __object__ asked for, so it is not sent again: __value__. Check at the vendor, then run "cpbillmgr resolve __object__ --license ID" for the license that was bought or renewed, or "cpbillmgr resolve __object__ --none" if nothing was.',
      ru: 'Неизвестно, выполнил ли поставщик то, о чём его просила операция __object__, и повторно это не отправляется: __value__. Проверьте у поставщика и выполните «cpbillmgr resolve __object__ --license ID» для купленной или продлённой лицензии либо «cpbillmgr resolve __object__ --none», если ничего не куплено.',
    },
    charge_refused_often: {
      kind: 'final',
      en: 'The vendor has refused the request of operation __object__ __value__ times, so it is not sent again. When the cause is fixed, run "cpbillmgr resolve __object__ --none".',
      ru: 'Поставщик __value__ раз отклонил то, о чём просит операция __object__: больше это не отправляется. Когда причина устранена, выполните «cpbillmgr resolve __object__ --none».',
    },
    doubt_missing: {
      kind: 'final',
      en: 'Operation __object__ has no charge whose outcome is unknown: there is nothing to settle.',
      ru: 'У операции __object__ нет списания с неизвестным исходом: выяснять нечего.',
    },
    doubt_another: {
      kind: 'final',
      en: 'The license __value__ does not settle operation __object__: it belongs to another service, is not the license that the operation is about, or shows nothing of what was asked for.',
      ru: 'Лицензия __value__ не отвечает операции __object__: она принадлежит другой услуге, операция относится к другой лицензии или в ней не видно того, о чём просили.',
    },
    license_ambiguous: {
      kind: 'final',
      en: 'More than one license at the vendor belongs to the service __object__: __value__. Decide by hand and run `cpbillmgr adopt`.',
      ru: 'К услуге __object__ у поставщика относится больше одной лицензии: __value__. Выберите нужную и выполните «cpbillmgr adopt».',
    },
    list_not_whole: {
      kind: 'passing',
      en: "The vendor's list of licenses is incomplete (__value__ is missing from it); someone may have set a filter. The operation will be repeated.",
      ru: 'Список лицензий поставщика неполон (в нём нет __value__); возможно, кто-то включил фильтр. Операция будет повторена.',
    },
    not_sold_here: {
      kind: 'final',
      en: "The vendor's interface has no such operation: __object__ (__value__). Carry it out by hand.",
      ru: 'Интерфейс поставщика не знает такой операции: __object__ (__value__). Выполните её вручную.',
    },
  });

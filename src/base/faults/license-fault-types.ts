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
      en: 'The preset limits the cost (max_cost), but the price of __object__ could not be found out: __value__.',
      ru: 'Для пресета задан предел цены (max_cost), но узнать цену __object__ не удалось: __value__.',
    },
    license_unknown: {
      kind: 'final',
      en: 'No license is known for the service __object__: neither the state nor the service nor the vendor names one.',
      ru: 'Для услуги __object__ не известна лицензия: её нет ни в базе состояния, ни в услуге, ни у поставщика.',
    },
    license_foreign: {
      kind: 'final',
      en: 'License and service do not agree, and nothing is done with the license: __value__. If it is the service\'s, give it the remoteid __object__ at the vendor and run "cpbillmgr adopt --item __object__ --license ID --any-tariff --apply"; if it is somebody else\'s, any other remoteid. Then start the operation again.',
      ru: 'Лицензия и услуга не согласуются, и с лицензией ничего не делается: __value__. Если лицензия относится к этой услуге, задайте ей у поставщика remoteid __object__ и выполните «cpbillmgr adopt --item __object__ --license ID --any-tariff --apply»; если она чужая — любой другой remoteid. Затем запустите операцию снова.',
    },
    parent_foreign: {
      kind: 'final',
      en: 'The license __value__ does not belong to the client of the service __object__.',
      ru: 'Лицензия __value__ не принадлежит клиенту услуги __object__.',
    },
    license_unnamed: {
      kind: 'final',
      en: 'The module belongs to a license, and the service __object__ names none: neither by its parameter "license" nor by a parent service.',
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
      en: 'The license __value__ of the service __object__ has run out and is missing at the vendor. As soon as it is certain that it was deleted, a new one is bought.',
      ru: 'Лицензия __value__ услуги __object__ истекла, у поставщика её нет. Как только станет ясно, что она удалена, будет куплена новая.',
    },
    license_preparing: {
      kind: 'passing',
      en: 'The license __object__ is still being prepared by the vendor. The operation will be repeated.',
      ru: 'Лицензия __object__ ещё готовится у поставщика. Операция будет повторена.',
    },
    license_not_renewing: {
      kind: 'final',
      en: 'The vendor accepted the renewal of the license __object__, but its end date stays __value__.',
      ru: 'Поставщик принял продление лицензии __object__, но дата её окончания осталась прежней: __value__.',
    },
    license_ambiguous: {
      kind: 'final',
      en: 'More than one license at the vendor belongs to the service __object__: __value__. Decide by hand and run `cpbillmgr adopt`.',
      ru: 'К услуге __object__ у поставщика относится больше одной лицензии: __value__. Выберите нужную и выполните «cpbillmgr adopt».',
    },
    list_not_whole: {
      kind: 'passing',
      en: "The vendor's list of licenses is incomplete (__value__ is missing in it); someone may have set a filter. The operation will be repeated.",
      ru: 'Список лицензий поставщика неполон (в нём нет __value__); возможно, кто-то включил фильтр. Операция будет повторена.',
    },
    not_sold_here: {
      kind: 'final',
      en: "The vendor's interface has no such operation: __object__ (__value__). Carry it out by hand.",
      ru: 'Интерфейс поставщика не знает такой операции: __object__ (__value__). Выполните её вручную.',
    },
  });

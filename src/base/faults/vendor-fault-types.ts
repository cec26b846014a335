import { define } from './fault-row.ts';

/** The way to the license vendor. */
export const vendorFaults = () =>
  define({
    upstream_unreachable: {
      kind: 'passing',
      problem: true,
      en: 'The license vendor cannot be reached at __object__ (__value__). The operation will be repeated.',
      ru: 'Не удаётся связаться с поставщиком лицензий по адресу __object__ (__value__). Операция будет повторена.',
    },
    upstream_answer_lost: {
      kind: 'unknown',
      en: 'The license vendor did not answer the request "__object__" in time. Before it is repeated, it will be checked whether it was carried out.',
      ru: 'Поставщик лицензий не ответил на запрос «__object__» вовремя. Перед повтором будет проверено, не выполнен ли он.',
    },
    upstream_certificate: {
      kind: 'final',
      problem: true,
      condition: 'login',
      en: 'The certificate of __object__ cannot be trusted (__value__). Check the address of the module and the "ca" setting.',
      ru: 'Сертификату __object__ нельзя доверять (__value__). Проверьте адрес модуля и настройку «ca».',
    },
    upstream_answer_bad: {
      kind: 'unknown',
      en: 'The license vendor answered the request "__object__" with something that cannot be read (__value__).',
      ru: 'Ответ поставщика лицензий на запрос «__object__» не удаётся прочитать (__value__).',
    },
    upstream_auth: {
      kind: 'final',
      problem: true,
      condition: 'login',
      en: 'The license vendor refuses the user name or password of the processing module (__value__).',
      ru: 'Поставщик лицензий не принимает имя пользователя или пароль модуля обработки (__value__).',
    },
    upstream_access: {
      kind: 'final',
      problem: true,
      condition: 'access',
      en: 'The license vendor account has no right to do this (__object__).',
      ru: 'У учётной записи поставщика лицензий нет прав на это действие (__object__).',
    },
    upstream_busy: {
      kind: 'passing',
      en: 'The license vendor asks to slow down. The operation will be repeated.',
      ru: 'Поставщик лицензий просит снизить частоту запросов. Операция будет повторена.',
    },
    upstream_money: {
      kind: 'final',
      condition: 'money',
      en: 'There is not enough money on the account at the license vendor: __value__.',
      ru: 'На счёте у поставщика лицензий недостаточно средств: __value__.',
    },
    upstream_missed: {
      kind: 'final',
      en: 'The license vendor has no such object: __object__ __value__.',
      ru: 'У поставщика лицензий нет такого объекта: __object__ __value__.',
    },
    upstream_value: {
      kind: 'final',
      en: 'The license vendor does not accept the value "__value__" of the field "__object__".',
      ru: 'Поставщик лицензий не принимает значение «__value__» поля «__object__».',
    },
    upstream_refused: {
      kind: 'final',
      en: 'The license vendor refused the request "__object__": __value__',
      ru: 'Поставщик лицензий отклонил запрос «__object__»: __value__',
    },
  });

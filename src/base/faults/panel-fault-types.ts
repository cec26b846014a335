import { define } from './fault-row.ts';

/** An ISPmanager panel, and accounts on it. */
export const panelFaults = () =>
  define({
    panel_unreachable: {
      kind: 'passing',
      problem: true,
      en: 'The ISPmanager panel cannot be reached at __object__ (__value__). The operation will be repeated.',
      ru: 'Не удаётся связаться с панелью ISPmanager по адресу __object__ (__value__). Операция будет повторена.',
    },
    panel_answer_lost: {
      kind: 'unknown',
      en: 'The ISPmanager panel did not answer the request "__object__" in time. Before it is repeated, it will be checked whether it was carried out.',
      ru: 'Панель ISPmanager не ответила на запрос «__object__» вовремя. Перед повтором будет проверено, не выполнен ли он.',
    },
    panel_answer_bad: {
      kind: 'unknown',
      en: 'The ISPmanager panel answered the request "__object__" with something that cannot be read (__value__).',
      ru: 'Ответ панели ISPmanager на запрос «__object__» не удаётся прочитать (__value__).',
    },
    panel_certificate: {
      kind: 'final',
      problem: true,
      condition: 'login',
      en: 'The certificate of the ISPmanager panel __object__ cannot be trusted (__value__). Check the address of the module and the "ca" setting.',
      ru: 'Сертификату панели ISPmanager __object__ нельзя доверять (__value__). Проверьте адрес модуля и настройку «ca».',
    },
    panel_auth: {
      kind: 'final',
      problem: true,
      condition: 'login',
      en: 'The ISPmanager panel refuses the user name or password of the processing module (__value__).',
      ru: 'Панель ISPmanager не принимает имя пользователя или пароль модуля обработки (__value__).',
    },
    panel_access: {
      kind: 'final',
      problem: true,
      condition: 'login',
      en: 'The user of the processing module is not an administrator of the ISPmanager panel: "__object__" is denied. A reseller\'s or a user\'s login will not do.',
      ru: 'Пользователь модуля обработки — не администратор панели ISPmanager: «__object__» запрещено. Учётная запись реселлера или пользователя не подходит.',
    },
    panel_wrong: {
      kind: 'final',
      problem: true,
      condition: 'login',
      en: 'The server at __object__ is not an ISPmanager panel: __value__. The address ends with /ispmgr.',
      ru: 'По адресу __object__ отвечает не панель ISPmanager: __value__. Адрес заканчивается на /ispmgr.',
    },
    panel_busy: {
      kind: 'passing',
      en: 'The ISPmanager panel asks to slow down. The operation will be repeated.',
      ru: 'Панель ISPmanager просит снизить частоту запросов. Операция будет повторена.',
    },
    panel_missed: {
      kind: 'final',
      en: 'The ISPmanager panel has no such object: __object__ __value__.',
      ru: 'На панели ISPmanager нет такого объекта: __object__ __value__.',
    },
    panel_value: {
      kind: 'final',
      en: 'The ISPmanager panel does not accept the value "__value__" of the field "__object__".',
      ru: 'Панель ISPmanager не принимает значение «__value__» поля «__object__».',
    },
    panel_refused: {
      kind: 'final',
      en: 'The ISPmanager panel refused the request "__object__": __value__',
      ru: 'Панель ISPmanager отклонила запрос «__object__»: __value__',
    },
    panel_setting_missing: {
      kind: 'final',
      condition: 'login',
      en: 'The setting "__object__" of the connection to the ISPmanager panel is missing in the processing module.',
      ru: 'В модуле обработки не задана настройка «__object__» подключения к панели ISPmanager.',
    },
    panel_setting_bad: {
      kind: 'final',
      condition: 'login',
      en: 'The setting "__object__" of the connection to the ISPmanager panel is wrong: __value__.',
      ru: 'Настройка «__object__» подключения к панели ISPmanager неверна: __value__.',
    },
    // accounts of a panel
    template_unnamed: {
      kind: 'final',
      en: 'The tariff "__object__" names no account template. Fill in "Account template" in its settings.',
      ru: 'В тарифе «__object__» не указан шаблон учётной записи. Заполните поле «Шаблон учётной записи» в его настройках.',
    },
    account_name_bad: {
      kind: 'final',
      en: 'The user name template "__object__" gives the name "__value__", which the panel does not accept: 1 to 32 characters, lower-case letters, digits, ".", "_" and "-", the first one a letter or a digit.',
      ru: 'Из шаблона имени пользователя «__object__» получается имя «__value__», недопустимое для панели: от 1 до 32 символов, строчные латинские буквы, цифры, «.», «_» и «-», первая — буква или цифра.',
    },
    account_name_refused: {
      kind: 'final',
      en: 'The ISPmanager panel does not accept the user name "__object__": __value__',
      ru: 'Панель ISPmanager не принимает имя пользователя «__object__»: __value__',
    },
    account_names_taken: {
      kind: 'final',
      en: 'The user name "__object__" is taken on the panel, and so are the numbered ones up to __value__.',
      ru: 'Имя пользователя «__object__» в панели занято, заняты и имена с номером, до __value__ включительно.',
    },
    account_name_taken: {
      kind: 'final',
      en: 'The user name "__value__" is taken. Choose another one.',
      ru: 'Имя пользователя «__value__» занято. Выберите другое.',
    },
    domain_bad: {
      kind: 'final',
      en: '"__value__" is not a domain name (__object__). Give it without http:// and without a path: shop.example.com.',
      ru: '«__value__» — не доменное имя (__object__). Укажите его без http:// и без пути: shop.example.com.',
    },
    domain_taken: {
      kind: 'final',
      en: 'The domain __value__ is on the hosting already. Choose another one, or remove it from the account that has it.',
      ru: 'Домен __value__ на хостинге уже есть. Выберите другой или удалите его из учётной записи, где он добавлен.',
    },
    account_unknown: {
      kind: 'final',
      en: 'No account is known for the service __object__: neither the state nor the service names one.',
      ru: 'Для услуги __object__ не известна учётная запись: её нет ни в базе состояния, ни в услуге.',
    },
    account_gone: {
      kind: 'final',
      en: 'The account __value__ of the service __object__ no longer exists on the panel.',
      ru: 'Учётной записи __value__ услуги __object__ больше нет в панели.',
    },
    account_foreign: {
      kind: 'final',
      en: 'The service __object__ names the account __value__, but nothing proves that the account belongs to it. If it does, bind it with "cpbillmgr adopt".',
      ru: 'В услуге __object__ указана учётная запись __value__, но ничто не доказывает, что она принадлежит услуге. Если это так, свяжите их командой «cpbillmgr adopt».',
    },
    resource_bad: {
      kind: 'final',
      en: 'The resource "__object__" of the tariff cannot be made a limit of the account: __value__.',
      ru: 'Ресурс «__object__» тарифа нельзя превратить в ограничение учётной записи: __value__.',
    },
    binding_refused: {
      kind: 'final',
      en: 'The service __object__ cannot be bound: __value__.',
      ru: 'Услугу __object__ нельзя связать: __value__.',
    },
  });

/**
 * passing: retry later. final: no retry can mend it. unknown: the act may have happened, look
 * first.
 */
export type FaultKind = 'passing' | 'final' | 'unknown';
export type Language = 'en' | 'ru';

interface FaultTypeInfo {
  readonly kind: FaultKind;
  /**
   * Connection and authorisation faults are also registered as a panel problem
   * (docs/reference/processing-module.md, "Panel problems").
   */
  readonly problem?: true;
  readonly en: string;
  readonly ru: string;
}

const define = <T extends Record<string, FaultTypeInfo>>(
  types: T,
): { readonly [K in keyof T]: FaultTypeInfo } => types;

/**
 * The one table of everything that can go wrong. A key is the `type` of the error document and
 * names `msg_error_KEY` in the module's XML description, which the build generates from this table.
 * `__object__` and `__value__` are BILLmanager's own macros for the document's params. Made when it
 * is first asked for: its texts would be a third of what a call of BILLmanager loads before its
 * first question.
 */
const makeTypes = () =>
  define({
    // the way to the upstream
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
      en: 'The license vendor refuses the user name or password of the processing module (__value__).',
      ru: 'Поставщик лицензий не принимает имя пользователя или пароль модуля обработки (__value__).',
    },
    upstream_access: {
      kind: 'final',
      problem: true,
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
    // what was asked for
    preset_unknown: {
      kind: 'final',
      en: 'The tariff\'s internal name "__value__" names no preset. It must begin with the number of a Preset line of __object__.',
      ru: 'Внутреннее имя тарифа «__value__» не соответствует ни одному пресету. Оно должно начинаться с номера из строки Preset файла __object__.',
    },
    period_unsold: {
      kind: 'final',
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
      en: '__object__ costs __value__ at the vendor, more than the max_cost of its preset allows. Nothing was bought.',
      ru: '__object__ стоит у поставщика __value__, дороже предела max_cost этого пресета. Ничего не куплено.',
    },
    price_unknown: {
      kind: 'final',
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
    // the way to an ISPmanager panel
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
      en: 'The certificate of the ISPmanager panel __object__ cannot be trusted (__value__). Check the address of the module and the "ca" setting.',
      ru: 'Сертификату панели ISPmanager __object__ нельзя доверять (__value__). Проверьте адрес модуля и настройку «ca».',
    },
    panel_auth: {
      kind: 'final',
      problem: true,
      en: 'The ISPmanager panel refuses the user name or password of the processing module (__value__).',
      ru: 'Панель ISPmanager не принимает имя пользователя или пароль модуля обработки (__value__).',
    },
    panel_access: {
      kind: 'final',
      problem: true,
      en: 'The user of the processing module is no administrator of the ISPmanager panel: "__object__" is denied. A reseller\'s or a user\'s login will not do.',
      ru: 'Пользователь модуля обработки — не администратор панели ISPmanager: «__object__» запрещено. Учётная запись реселлера или пользователя не подходит.',
    },
    panel_wrong: {
      kind: 'final',
      problem: true,
      en: 'What answers at __object__ is no ISPmanager panel: __value__. The address ends with /ispmgr.',
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
      en: 'The setting "__object__" of the connection to the ISPmanager panel is missing in the processing module.',
      ru: 'В модуле обработки не задана настройка «__object__» подключения к панели ISPmanager.',
    },
    panel_setting_bad: {
      kind: 'final',
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
      en: 'The user name template "__object__" makes the name "__value__", which the panel does not take: 1 to 32 characters, small letters, digits, ".", "_" and "-", the first one a letter.',
      ru: 'Из шаблона имени пользователя «__object__» получается имя «__value__», недопустимое для панели: от 1 до 32 символов, строчные латинские буквы, цифры, «.», «_» и «-», первая — буква.',
    },
    account_names_taken: {
      kind: 'final',
      en: 'The user name "__object__" is taken on the panel, and so are those with a number behind it, up to __value__.',
      ru: 'Имя пользователя «__object__» в панели занято, заняты и имена с номером, до __value__ включительно.',
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
      en: 'The service __object__ names the account __value__, but nothing proves that it is its own. If it is, bind it with "cpbillmgr adopt".',
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
    // this side
    service_busy: {
      kind: 'passing',
      en: 'Another process is working on the service __object__. The operation will be repeated.',
      ru: 'С услугой __object__ работает другой процесс. Операция будет повторена.',
    },
    service_missing: {
      kind: 'final',
      en: 'BILLmanager knows no service __object__ of the product types of this module.',
      ru: 'В BILLmanager нет услуги __object__ типов продуктов этого модуля.',
    },
    module_setting_missing: {
      kind: 'final',
      en: 'The setting "__object__" is missing: neither the processing module nor the [upstream] section of __value__ gives it.',
      ru: 'Не задана настройка «__object__»: её нет ни в модуле обработки, ни в разделе [upstream] файла __value__.',
    },
    module_setting_bad: {
      kind: 'final',
      en: 'The setting "__object__" of the connection to the license vendor is wrong: __value__.',
      ru: 'Настройка «__object__» подключения к поставщику лицензий неверна: __value__.',
    },
    billing_unreachable: {
      kind: 'passing',
      en: 'BILLmanager does not answer the call __object__ (__value__).',
      ru: 'BILLmanager не отвечает на вызов __object__ (__value__).',
    },
    billing_refused: {
      kind: 'final',
      en: 'BILLmanager refused the call __object__: __value__',
      ru: 'BILLmanager отклонил вызов __object__: __value__',
    },
    operation_withdrawn: {
      kind: 'final',
      en: 'BILLmanager no longer waits for the operation __object__; what was begun is settled, nothing more is done.',
      ru: 'BILLmanager больше не ждёт операцию __object__; начатое завершено, больше ничего не делается.',
    },
    maintenance: {
      kind: 'passing',
      en: 'Maintenance: the file __object__ is there. Nothing is bought, renewed, suspended, changed or deleted until it is removed.',
      ru: 'Режим обслуживания: есть файл __object__. Пока он не удалён, ничего не покупается, не продлевается, не приостанавливается, не изменяется и не удаляется.',
    },
    maintenance_unknown: {
      kind: 'passing',
      en: 'Nothing is done, for it cannot be told whether this is maintenance: __object__ cannot be looked at (__value__).',
      ru: 'Ничего не делается: не удаётся узнать, включён ли режим обслуживания, — файл __object__ недоступен (__value__).',
    },
    root_missing: {
      kind: 'final',
      en: 'There is no manager root __object__ (__value__). CPBILLMGR_ROOT names another one.',
      ru: 'Нет корневой папки __object__ (__value__). Другую папку задаёт CPBILLMGR_ROOT.',
    },
    right_missing: {
      kind: 'final',
      en: 'The right to read __object__ is missing (__value__). Run the command as root.',
      ru: 'Нет права на чтение __object__ (__value__). Выполните команду от имени root.',
    },
    conf_bad: {
      kind: 'final',
      en: '__object__ has mistakes: __value__',
      ru: 'В файле __object__ есть ошибки: __value__',
    },
    path_exposed: {
      kind: 'final',
      en: '__object__ may be changed by others (mode __value__), so nothing is run or read there. It must belong to root or to the user of this process, and nobody else may write to it; a folder like /tmp will not do.',
      ru: '__object__ могут изменить другие (права __value__), поэтому оттуда ничего не запускается и не читается. Владельцем должен быть root или пользователь этого процесса, и писать туда не должен больше никто; папка вроде /tmp не подходит.',
    },
    conf_exposed: {
      kind: 'final',
      en: 'The file __object__ may be read or changed by others (mode __value__). Run: chown root __object__; chmod 600 __object__',
      ru: 'Файл __object__ могут прочитать или изменить другие (права __value__). Выполните: chown root __object__; chmod 600 __object__',
    },
    state_exposed: {
      kind: 'final',
      en: 'The state file __object__ may be read or changed by others (mode __value__). Run: chown root __object__; chmod 600 __object__',
      ru: 'Файл состояния __object__ могут прочитать или изменить другие (права __value__). Выполните: chown root __object__; chmod 600 __object__',
    },
    state_folder_exposed: {
      kind: 'final',
      en: 'The folder __object__ of the state file may be changed by others (mode __value__). Run: chown root __object__; chmod 700 __object__',
      ru: 'Папка __object__ файла состояния доступна другим для изменения (права __value__). Выполните: chown root __object__; chmod 700 __object__',
    },
    library_unusable: {
      kind: 'final',
      en: 'The library __object__ cannot be loaded on this machine (__value__). Install what is missing, or a build of cpbillmgr that is made for this machine.',
      ru: 'Библиотеку __object__ на этой машине загрузить нельзя (__value__). Установите недостающее или сборку cpbillmgr, подходящую для этой машины.',
    },
    state_newer: {
      kind: 'final',
      en: 'The state file __object__ was written by a newer version (schema __value__). Install that version or a later one.',
      ru: 'Файл состояния __object__ записан более новой версией (схема __value__). Установите её или более позднюю.',
    },
    state_corrupt: {
      kind: 'final',
      en: 'The state file __object__ cannot be read (__value__). Move it away: the next calls rebuild it without charging again.',
      ru: 'Файл состояния __object__ не читается (__value__). Переместите его в другое место: следующие вызовы восстановят его без повторных списаний.',
    },
    state_unusable: {
      kind: 'passing',
      en: 'The state file __object__ cannot be used now: __value__.',
      ru: 'Файл состояния __object__ сейчас недоступен: __value__.',
    },
    gateway_unset: {
      kind: 'final',
      en: 'The gateway has no address to listen on: set listen in the [gateway] section of __object__.',
      ru: 'Шлюзу не задан адрес: укажите listen в разделе [gateway] файла __object__.',
    },
    gateway_unable: {
      kind: 'final',
      en: 'The gateway cannot listen on __object__: __value__.',
      ru: 'Шлюз не может принимать соединения на __object__: __value__.',
    },
    argument_missing: {
      kind: 'final',
      en: 'The argument __object__ is required for the command "__value__".',
      ru: 'Для команды «__value__» нужен аргумент __object__.',
    },
    argument_bad: {
      kind: 'final',
      en: 'The argument __object__ has the value "__value__", which is not allowed.',
      ru: 'Значение «__value__» аргумента __object__ недопустимо.',
    },
    command_unknown: {
      kind: 'final',
      en: 'The command "__value__" is not known.',
      ru: 'Команда «__value__» неизвестна.',
    },
    input_bad: {
      kind: 'final',
      en: 'The document on standard input cannot be read: __value__.',
      ru: 'Документ на стандартном вводе не читается: __value__.',
    },
    internal: {
      kind: 'passing',
      en: 'An unexpected error; the log has the details. The operation will be repeated.',
      ru: 'Непредвиденная ошибка, подробности в журнале. Операция будет повторена.',
    },
  });

export type FaultType = keyof ReturnType<typeof makeTypes>;

let types: ReturnType<typeof makeTypes> | undefined;

/** All of them. */
export function faultTypes(): Readonly<Record<FaultType, FaultTypeInfo>> {
  types ??= makeTypes();
  return types;
}

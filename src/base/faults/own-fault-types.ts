import { define } from './fault-row.ts';

/** This side: BILLmanager, conf, state, gateway, command lines. */
export const ownFaults = () =>
  define({
    service_busy: {
      kind: 'passing',
      en: 'Another process is working on the service __object__. The operation will be repeated.',
      ru: 'С услугой __object__ работает другой процесс. Операция будет повторена.',
    },
    lock_lost: {
      kind: 'passing',
      en: 'The work on the service __object__ was taken over by another process. The operation will be repeated.',
      ru: 'Работу с услугой __object__ продолжил другой процесс. Операция будет повторена.',
    },
    proof_stale: {
      kind: 'passing',
      en: "The vendor's data about service __object__ was read __value__ minutes ago and is too old to act on. Nothing was sent; the operation will be repeated.",
      ru: 'Данные поставщика об услуге __object__ прочитаны __value__ мин. назад и устарели. Ничего не отправлено, операция будет повторена.',
    },
    machine_unknown: {
      kind: 'passing',
      en: 'This machine (__object__) does not act for this installation, so nothing is bought or changed. If BILLmanager has moved here, run "cpbillmgr installation moved"; if both machines serve one BILLmanager, "cpbillmgr installation add"; if this is a copy, "cpbillmgr installation copy".',
      ru: 'Эта машина (__object__) не действует от имени этой установки, поэтому ничего не покупается и не меняется. Если BILLmanager переехал сюда, выполните «cpbillmgr installation moved»; если обе машины обслуживают один BILLmanager — «cpbillmgr installation add»; если это копия — «cpbillmgr installation copy».',
    },
    mark_differs: {
      kind: 'passing',
      en: 'The processing modules in BILLmanager carry different marks of this installation: __value__. Nothing is bought until one is chosen: "cpbillmgr installation take MARK".',
      ru: 'У модулей обработки в BILLmanager разные метки этой установки: __value__. Пока одна из них не выбрана («cpbillmgr installation take МЕТКА»), ничего не покупается.',
    },
    mark_uncertain: {
      kind: 'passing',
      en: 'The state file does not have the mark of this installation, but the licenses of its services carry __value__. Nothing is bought until it is chosen: "cpbillmgr installation take __object__".',
      ru: 'Файл состояния не знает метки этой установки, а у лицензий её услуг стоят: __value__. Пока метка не выбрана («cpbillmgr installation take __object__»), ничего не покупается.',
    },
    mark_known: {
      kind: 'final',
      en: 'This state file already has a mark, __object__. A copy gets a new one: "cpbillmgr installation copy".',
      ru: 'У этого файла состояния уже есть метка __object__. Копия получает новую: «cpbillmgr installation copy».',
    },
    installation_twin: {
      kind: 'passing',
      en: 'Another installation uses the mark of this one: __value__. Nothing is ordered on this vendor account until this is settled: on a copy run "cpbillmgr installation copy"; if both belong to one BILLmanager, "cpbillmgr installation add".',
      ru: 'Меткой этой установки пользуется другая: __value__. Пока это не решено, на этом аккаунте поставщика ничего не заказывается: на копии выполните «cpbillmgr installation copy»; если обе машины относятся к одному BILLmanager — «cpbillmgr installation add».',
    },
    service_missing: {
      kind: 'final',
      en: 'BILLmanager knows no service __object__ of the product types of this module.',
      ru: 'В BILLmanager нет услуги __object__ типов продуктов этого модуля.',
    },
    module_setting_missing: {
      kind: 'final',
      condition: 'login',
      en: 'The setting "__object__" is missing: neither the processing module nor the [upstream] section of __value__ has it.',
      ru: 'Не задана настройка «__object__»: её нет ни в модуле обработки, ни в разделе [upstream] файла __value__.',
    },
    module_setting_bad: {
      kind: 'final',
      condition: 'login',
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
    param_not_kept: {
      kind: 'passing',
      en: 'BILLmanager does not keep the parameter "__value__" of the service __object__: it is missing after service.saveparam, in both of its spellings.',
      ru: 'BILLmanager не сохраняет параметр «__value__» услуги __object__: после service.saveparam, в обоих вариантах вызова, его там нет.',
    },
    fact_missing: {
      kind: 'passing',
      en: 'BILLmanager does not give the field "__object__" (looked for in: __value__). Its value is not guessed; the operation will be repeated.',
      ru: 'BILLmanager не сообщает поле «__object__» (где искали: __value__). Вместо него ничего не подставляется; операция будет повторена.',
    },
    operation_withdrawn: {
      kind: 'final',
      en: 'BILLmanager no longer waits for the operation __object__; what was begun is finished, nothing more is done.',
      ru: 'BILLmanager больше не ждёт операцию __object__; начатое завершено, больше ничего не делается.',
    },
    maintenance: {
      kind: 'passing',
      en: 'Maintenance mode: the file __object__ exists. Nothing is bought, renewed, suspended, changed or deleted until it is removed.',
      ru: 'Режим обслуживания: есть файл __object__. Пока он не удалён, ничего не покупается, не продлевается, не приостанавливается, не изменяется и не удаляется.',
    },
    maintenance_unknown: {
      kind: 'passing',
      en: 'Nothing is done: it is unknown whether maintenance mode is on, because __object__ cannot be checked (__value__).',
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
      condition: 'conf',
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
      condition: 'conf',
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
      en: 'The library __object__ cannot be loaded on this machine (__value__). Install what is missing, or a build of cpbillmgr for this machine.',
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

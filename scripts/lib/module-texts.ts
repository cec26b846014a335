import type { Language } from '../../src/base/fault.ts';
import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../src/base/names.ts';
import type { SettingName } from '../../src/entrypoints/module/settings.ts';
import {
  TARIFF_ADDRESS,
  TARIFF_DOMAIN_TEMPLATE,
} from '../../src/operations/accounts/account/account-domain.ts';
import {
  TARIFF_NAME_TEMPLATE,
  TARIFF_NEW_TEMPLATE,
  TARIFF_TEMPLATE,
} from '../../src/operations/accounts/account/account-plan.ts';

export type Text = Readonly<Record<Language, string>>;

/** A field of the form in which BILLmanager asks for a processing module's settings. */
export interface SettingField {
  readonly label: Text;
  readonly hint: Text;
  /** Shown in an empty field. */
  readonly placeholder?: string;
  readonly input: 'text' | 'password' | 'select';
  readonly required?: true;
  /** Name of a check that the panel makes itself. */
  readonly check?: string;
  /** A select's values and how they are called; the module's tune_connection offers them. */
  readonly choices?: Readonly<Record<string, Text>>;
}

/** Fields of a form by their names, in their order. */
export type Fields<N extends string = string> = Readonly<Record<N, SettingField>>;

/** What BILLmanager is told about one processing module. */
export interface ModuleTexts {
  readonly name: ModuleName;
  readonly title: Text;
  readonly description: Text;
  readonly fields: Fields;
  /** Fields of a tariff that belong to the module (feature pricelist_dynamic_settings). */
  readonly tariffFields?: Fields;
}

/** Every setting of the module has its field. */
interface TextsOf<M extends ModuleName> extends ModuleTexts {
  readonly name: M;
  readonly fields: Fields<SettingName<M>>;
}

export const PRICE: Text = { en: 'Free', ru: 'Бесплатно' };

const licenses: TextsOf<typeof LICENSES_MODULE> = {
  name: LICENSES_MODULE,
  title: {
    en: 'Software licenses of ISPsystem and ispmanager',
    ru: 'Лицензии ISPsystem и ispmanager',
  },
  description: {
    en: 'Resells licenses that are bought at ISPsystem or ispmanager: orders, renews, suspends and releases them by itself.',
    ru: 'Модуль перепродаёт лицензии ISPsystem и ispmanager: сам заказывает, продлевает, приостанавливает и освобождает их.',
  },
  fields: {
    url: {
      input: 'text',
      required: true,
      check: 'url',
      placeholder: 'https://api-eu.ispmanager.com/billmgr',
      label: { en: "Vendor's address", ru: 'Адрес поставщика' },
      hint: {
        en: 'Where the licenses are bought, the whole address with the path: https://api-eu.ispmanager.com/billmgr or https://api.ispmanager.ru/billmgr',
        ru: 'Полный адрес биллинга поставщика, вместе с путём: https://api-eu.ispmanager.com/billmgr или https://api.ispmanager.ru/billmgr',
      },
    },
    username: {
      input: 'text',
      required: true,
      label: { en: 'User name', ru: 'Имя пользователя' },
      hint: {
        en: "Name of the user of the vendor's billing whose account pays for the licenses",
        ru: 'Имя пользователя в биллинге поставщика, со счёта которого оплачиваются лицензии',
      },
    },
    password: {
      input: 'password',
      required: true,
      label: { en: 'Password', ru: 'Пароль' },
      hint: {
        en: 'Password of this user. It is kept encrypted and never written to a log',
        ru: 'Пароль этого пользователя. Хранится в зашифрованном виде и не попадает в журналы',
      },
    },
    dialect: {
      input: 'select',
      label: { en: "Vendor's interface", ru: 'Интерфейс поставщика' },
      hint: {
        en: 'Choose the current interface unless the vendor still runs BILLmanager 4',
        ru: 'Выберите современный интерфейс, если только у поставщика не BILLmanager 4',
      },
      choices: {
        current: {
          en: 'Current (BILLmanager 5 and later)',
          ru: 'Современный (BILLmanager 5 и новее)',
        },
        classic: { en: 'Classic (BILLmanager 4)', ru: 'Старый (BILLmanager 4)' },
      },
    },
  },
};

const accounts: TextsOf<typeof ACCOUNTS_MODULE> = {
  name: ACCOUNTS_MODULE,
  title: {
    en: 'Hosting and FTP storage in ispmanager',
    ru: 'Хостинг и FTP-хранилище в ispmanager',
  },
  description: {
    en: 'Sells accounts of an ispmanager panel as shared hosting and as external FTP storage: creates, limits, suspends and removes them by itself.',
    ru: 'Модуль продаёт учётные записи ispmanager как виртуальный хостинг и внешнее FTP-хранилище: сам создаёт, ограничивает, приостанавливает и удаляет их.',
  },
  fields: {
    url: {
      input: 'text',
      required: true,
      check: 'url',
      placeholder: 'https://storage.example.com:1500/ispmgr',
      label: { en: "Panel's address", ru: 'Адрес панели' },
      hint: {
        en: 'The whole address of the ispmanager panel, with the port and the path: https://storage.example.com:1500/ispmgr',
        ru: 'Адрес панели ispmanager целиком, с портом и путём: https://storage.example.com:1500/ispmgr',
      },
    },
    username: {
      input: 'text',
      required: true,
      label: { en: 'Administrator', ru: 'Администратор' },
      hint: {
        en: "Name of an administrator of the panel; a reseller's rights are not enough",
        ru: 'Имя администратора панели; прав реселлера недостаточно',
      },
    },
    password: {
      input: 'password',
      required: true,
      label: { en: 'Password', ru: 'Пароль' },
      hint: {
        en: 'Password of this administrator. It is kept encrypted and never written to a log',
        ru: 'Пароль этого администратора. Хранится в зашифрованном виде и не попадает в журналы',
      },
    },
  },
  tariffFields: {
    [TARIFF_TEMPLATE]: {
      input: 'select',
      label: { en: 'Account template', ru: 'Шаблон учётной записи' },
      hint: {
        en: "Template of the panel from which accounts are made; it sets what the tariff's resources do not",
        ru: 'Шаблон панели, по которому создаются учётные записи; задаёт всё, чего не задают ресурсы тарифа',
      },
    },
    [TARIFF_NEW_TEMPLATE]: {
      input: 'text',
      label: { en: 'Another account template', ru: 'Другой шаблон учётной записи' },
      hint: {
        en: 'Name of a template that is not in the list above; if the panel has none of this name, it is created without limits. It wins over the list',
        ru: 'Имя шаблона, которого нет в списке выше; если в панели такого нет, он создаётся без ограничений. Имеет приоритет перед списком',
      },
    },
    [TARIFF_NAME_TEMPLATE]: {
      input: 'text',
      placeholder: 'user@ID@',
      label: { en: 'Username template', ru: 'Шаблон имени пользователя' },
      hint: {
        en: "Macros: @USERNAME@ client's user name, @DOMAIN@ domain of the service, @ID@ id of the service, @ACCOUNT_ID@ id of its owner. The name is 1 to 32 characters: small letters, digits, dots, underscores and dashes, the first one a letter or a digit; what is longer is cut",
        ru: 'Макросы: @USERNAME@ имя пользователя клиента, @DOMAIN@ домен услуги, @ID@ номер услуги, @ACCOUNT_ID@ номер её владельца. Имя — от 1 до 32 символов: строчные латинские буквы, цифры, точки, подчёркивания и дефисы, первая — буква или цифра; лишнее отсекается',
      },
    },
    [TARIFF_DOMAIN_TEMPLATE]: {
      input: 'text',
      placeholder: 's@ID@.hosting.example.com',
      label: { en: 'Domain template', ru: 'Шаблон домена' },
      hint: {
        en: 'Shared hosting only: the domain of clients who give none, with the macros of the username template. Empty: such accounts are made without a domain',
        ru: 'Только для виртуального хостинга: домен клиента, который не указал своего, с теми же макросами. Если пусто, такие учётные записи создаются без домена',
      },
    },
    [TARIFF_ADDRESS]: {
      input: 'select',
      label: { en: 'IP address', ru: 'IP-адрес' },
      hint: {
        en: 'Shared by all accounts; its own, which the panel gives the account when it makes it; or one from the pool of the panel, added afterwards',
        ru: 'Общий для всех; собственный, который панель даёт учётной записи при создании; или из пула панели, добавляется после создания',
      },
      choices: {
        shared: { en: 'Shared', ru: 'Общий' },
        own: { en: 'Its own', ru: 'Собственный' },
        pool: { en: 'From the pool', ru: 'Из пула' },
      },
    },
  },
};

/** Every processing module that the executable is. */
export const MODULES: readonly ModuleTexts[] = [licenses, accounts];

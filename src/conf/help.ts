import type { Language } from '../base/localized-text.ts';
import type { SECTIONS, SectionName } from './keys.ts';

/*
 * What the keys mean, for `conf check`, docs/conf.md and the commented conf (scripts/generate). No
 * operation loads this file.
 */

/** A text for each key of keys.ts; a missing one is a type error. */
type TextByKey = {
  readonly [S in SectionName]: Readonly<Record<keyof (typeof SECTIONS)[S], string>>;
};

/** Phrases that follow the name of the key. */
export const MEANINGS: Readonly<Record<Language, TextByKey>> = {
  en: {
    upstream: {
      url: "address of the vendor's billing; for RU accounts https://api.ispmanager.ru/billmgr",
      username: 'login at the vendor',
      password: 'password at the vendor; put it in quotes if it contains " #" or " ;"',
      project:
        'provider that orders are placed with, where the account at the vendor has several;' +
        ' not sent without it',
      dialect: "the vendor's interface; classic: the vendor runs BILLmanager 4",
      timeout: 'seconds for one request',
      connectTimeout: 'seconds to reach the host, out of those for the request',
      rate: 'requests per second, over all processes',
      ca: 'PEM file with further CA certificates',
      keyWait: 'seconds that an opening waits for the license; then checkevent continues it',
      settle: 'seconds that the vendor may still be carrying out a request whose answer was lost',
    },
    preset: {
      addons: 'amount of an addon that the tariff includes, added to what the client ordered',
      periods: 'what is bought for an order period; takes precedence over the Period lines',
      maxCost:
        'an order or a change of tariff that costs more is refused; in the currency of the vendor' +
        ' account, without tax; no limit without it',
      maxCostRenewal: 'the same for each term of a renewal; without it max_cost applies',
      close: 'what happens to the license of a closed service; release: suspended for reuse',
      lapsed:
        'what happens when a client pays for a license that expired and was deleted at the vendor;' +
        ' reorder: a new one is bought, task: a person is asked',
    },
    sync: {
      expiredate:
        "whose end date a service has; upstream: the license's where both periods are the same",
      renewBefore: "days before the license's end date at which checkevent renews what is due",
      warnDays:
        'days before the end of a license at which a renewal that waits, has failed or is late' +
        ' becomes a problem in BILLmanager',
      balanceDays: 'days that the warning about a low balance looks ahead',
      timeLimit: 'seconds that one run of checkevent may take; the rest comes first next time',
      orphans:
        'what checkevent does with licenses of ours whose service is gone, a day after it has' +
        ' reported them; release: kept for reuse, delete: deleted at the vendor',
      rows: "rows requested per page of the vendor's lists",
      rereadDays:
        'days after which a license is read in full although the list shows no change: this finds' +
        ' keys renewed at the vendor, at the cost of one request per license; 0: never',
    },
    gateway: {
      listen: 'where the gateway listens; it does not start without it',
      mode:
        'what "Buy" does; manual: it leads to the order page, automatic: it orders at once where' +
        ' the license belongs to a service of yours',
      orderUrl: 'your order page; the words in braces are replaced by what the panel sent',
      margin: "what is added to the vendor's price",
      currency:
        'what panels are shown, in this order; without it the currency that most modules' +
        ' have a price in',
      cache: "seconds for which the vendor's price list is used before it is requested again",
      language: "language of the pages; auto: the browser's",
      contact: 'where clients get help, shown on the pages; mail and web addresses become links',
      clients: 'automatic mode: the client accounts in BILLmanager that may order',
      maxOrders: 'automatic mode: orders per day; further ones go to the order page',
      tlsCert: 'certificate chain (PEM) for TLS without a proxy; together with tls_key',
      tlsKey: 'private key (PEM) of tls_cert',
      limit: 'requests per second from one address; 0: no limit',
      trustedProxies: 'proxies whose X-Forwarded-For header is believed',
    },
    price: {
      margin: "what is added to the vendor's price, in place of the gateway's margin",
      fixed: 'the price itself, whatever the vendor charges',
      minimum: 'the price is never below it',
      round: 'the price is rounded up to a multiple of it',
      show: 'whether panels are offered the module',
      tariff: 'automatic mode: the tariff in BILLmanager under which the client is billed',
    },
    billmanager: {
      facts:
        'where services and tariffs are read; auto: in the database, and by mgrctl if it cannot' +
        ' be read',
      host: "host of the database; BILLmanager's own settings without it",
      user: 'user of the database; one that may only SELECT is enough',
      password: 'password of that user',
      name: 'name of the database',
      socket: 'socket of a database on this machine',
      ca: 'PEM file with the CA certificates that a database on another host is checked against',
    },
    log: {
      level: 'what var/pmcpbillmgr.log tells',
    },
  },
  ru: {
    upstream: {
      url: 'адрес биллинга поставщика; для аккаунтов RU https://api.ispmanager.ru/billmgr',
      username: 'имя пользователя у поставщика',
      password: 'пароль у поставщика; если в нём есть « #» или « ;», возьмите его в кавычки',
      project:
        'провайдер, у которого размещаются заказы, если у аккаунта поставщика их несколько;' +
        ' без ключа не передаётся',
      dialect: 'интерфейс поставщика; classic: у поставщика BILLmanager 4',
      timeout: 'сколько секунд длится один запрос',
      connectTimeout: 'сколько секунд из них устанавливается соединение',
      rate: 'запросов в секунду от всех процессов вместе',
      ca: 'файл PEM с дополнительными сертификатами УЦ',
      keyWait: 'сколько секунд открытие ждёт лицензию; затем его продолжает checkevent',
      settle: 'сколько секунд поставщик может выполнять запрос, ответ на который потерян',
    },
    preset: {
      addons: 'количество дополнения, входящее в тариф; прибавляется к заказу клиента',
      periods: 'что покупается для периода заказа; имеет приоритет перед строками Period',
      maxCost:
        'заказ или смена тарифа дороже отклоняется, в валюте аккаунта у поставщика, без налога;' +
        ' без ключа ограничения нет',
      maxCostRenewal: 'то же для каждого срока продления; без ключа действует max_cost',
      close: 'что будет с лицензией закрытой услуги; release: остановить для повторного заказа',
      lapsed:
        'что будет, если клиент платит за лицензию, которая истекла и удалена у поставщика;' +
        ' reorder: покупается новая, task: задача сотруднику',
    },
    sync: {
      expiredate: 'чья дата окончания у услуги; upstream: дата лицензии, если периоды совпадают',
      renewBefore: 'за сколько дней до окончания лицензии checkevent продлевает то, чему пора',
      warnDays:
        'за сколько дней до окончания лицензии ждущее, неудавшееся или запоздавшее продление' +
        ' становится проблемой в BILLmanager',
      balanceDays: 'на сколько дней вперёд смотрит предупреждение о низком балансе',
      timeLimit: 'сколько секунд длится запуск checkevent; остальное — первым в следующий раз',
      orphans:
        'что checkevent делает с нашими лицензиями, чьей услуги больше нет, через день после' +
        ' сообщения о них; release: оставляет для новых услуг, delete: удаляет у поставщика',
      rows: 'сколько строк запрашивается со страницей списков поставщика',
      rereadDays:
        'через сколько дней лицензия читается целиком, хотя в списке нет изменений: так находятся' +
        ' ключи, перевыпущенные у поставщика, ценой запроса на лицензию; 0: никогда',
    },
    gateway: {
      listen: 'где слушает шлюз; без ключа он не запускается',
      mode:
        'что делает «Купить»; manual: ведёт на страницу заказа, automatic: заказывает сразу, если' +
        ' лицензия относится к вашей услуге',
      orderUrl: 'ваша страница заказа; слова в скобках заменяются тем, что прислала панель',
      margin: 'наценка на цену поставщика',
      currency:
        'что видят панели, начиная с основной; без ключа валюта, в которой есть цены' +
        ' большинства модулей',
      cache: 'сколько секунд действует прочитанный прайс-лист поставщика',
      language: 'язык страниц; auto: язык браузера',
      contact: 'куда обращаться клиенту, на страницах; адреса почты и сайтов станут ссылками',
      clients: 'режим automatic: аккаунты клиентов в BILLmanager, которым можно заказывать',
      maxOrders: 'режим automatic: заказов в день; следующие — через страницу заказа',
      tlsCert: 'цепочка сертификатов (PEM) для TLS без прокси; вместе с tls_key',
      tlsKey: 'закрытый ключ (PEM) к tls_cert',
      limit: 'запросов в секунду с одного адреса; 0: без ограничения',
      trustedProxies: 'прокси, заголовку X-Forwarded-For от которых можно верить',
    },
    price: {
      margin: 'наценка на цену поставщика вместо margin шлюза',
      fixed: 'сама цена, сколько бы ни просил поставщик',
      minimum: 'цена не бывает ниже',
      round: 'цена округляется вверх до кратной',
      show: 'предлагать ли модуль панелям',
      tariff: 'режим automatic: тариф в BILLmanager, по которому клиенту выставляется счёт',
    },
    billmanager: {
      facts:
        'где читаются услуги и тарифы; auto: в базе данных, а если её не прочитать, через mgrctl',
      host: 'узел базы данных; без ключа действуют настройки BILLmanager',
      user: 'пользователь базы; достаточно права SELECT',
      password: 'пароль этого пользователя',
      name: 'имя базы данных',
      socket: 'сокет базы данных на этом сервере',
      ca: 'файл PEM с сертификатами УЦ для проверки базы на другом узле',
    },
    log: {
      level: 'что пишется в var/pmcpbillmgr.log',
    },
  },
};

/** What the commented conf shows in place of a default; for a family, with the number. */
export const EXAMPLES: { readonly [S in SectionName]?: Partial<TextByKey[S]> } = {
  upstream: {
    url: 'https://api-eu.ispmanager.com/billmgr',
    username: 'reseller@example.com',
    password: '"the password"',
    project: '1',
    ca: 'etc/own-ca.pem',
  },
  preset: {
    addons: '4602 = 1',
    periods: '1 = 12',
    maxCost: '12.50',
    maxCostRenewal: '10.00',
    close: 'release',
  },
  gateway: {
    listen: '127.0.0.1:8080',
    orderUrl:
      'https://billing.example.com/billmgr?func=register&module={module}' +
      '&license={license}&ip={ip}&module_id={module_id}',
    margin: '20%',
    currency: 'RUB',
    contact: 'support@example.com',
    tlsCert: 'etc/gateway-cert.pem',
    tlsKey: 'etc/gateway-key.pem',
  },
  billmanager: {
    host: 'db.example.com',
    user: 'cpbillmgr',
    password: '"the password"',
    name: 'billmgr',
    socket: '/var/run/mysqld/mysqld.sock',
    ca: 'etc/database-ca.pem',
  },
  price: {
    margin: '25%',
    fixed: '950 RUB, 9.90 EUR',
    minimum: '500 RUB, 5 EUR',
    round: '10 RUB, 0.10 EUR',
    tariff: '12',
  },
};

/** What a section is for. The generated files are in English only. */
export const ABOUT: Readonly<Record<SectionName, string>> = {
  upstream:
    'The account at the license vendor. These are defaults: the settings of the processing module' +
    " in BILLmanager win. The administrator's commands use these. A file with a password must be" +
    ' readable by root only: chmod 600.',
  preset: 'Settings of one preset; the number is that of its Preset line.',
  sync: 'How services, licenses and the balance are kept in step.',
  gateway: 'The gateway that answers ispmanager panels and browsers (panel modules).',
  price:
    'The price of one panel module; the number is that of its pricelist. An amount without a' +
    ' currency holds for every currency, an amount with a currency for that one.',
  billmanager:
    "BILLmanager's own database, from which services, tariffs and module settings are read. It is" +
    ' found automatically on the machine of BILLmanager. Nothing is ever written to it.',
  log: 'The log of all calls.',
};

/** The numbers of numbered sections in the commented conf. */
export const NUMBERS: Readonly<Partial<Record<SectionName, string>>> = {
  preset: '4601',
  price: '23221',
};

/** The text of a key by its name; throws if there is none. */
export function textOf(texts: Readonly<Record<string, string>>, property: string): string {
  const text = texts[property];
  if (text === undefined) throw new Error(`no text for the key ${property}`);
  return text;
}

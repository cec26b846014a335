import type { LocalizedText } from '../../base/localized-text.ts';

/** What a page tells. `tone` is its colour. */
interface PageText {
  readonly tone: 'good' | 'calm' | 'bad';
  readonly title: LocalizedText;
  readonly text: LocalizedText;
}

/** The pages that a client may come to see. */
export const PAGES = {
  ordered: {
    tone: 'good',
    title: { en: 'The module is ordered', ru: 'Модуль заказан' },
    text: {
      en: 'Your panel learns of it within a day. To use it at once, open “License management” in the main menu of the panel and choose “Update license information”.',
      ru: 'Панель узнает о нём в течение суток. Чтобы начать сразу, откройте в главном меню панели «Управление лицензией» и выберите «Обновить информацию о лицензии».',
    },
  },
  already: {
    tone: 'good',
    title: { en: 'This license already has the module', ru: 'У лицензии уже есть этот модуль' },
    text: {
      en: 'Nothing was ordered a second time. If the panel does not show the module yet, open “License management” in its main menu and choose “Update license information”.',
      ru: 'Повторного заказа не было. Если панель ещё не показывает модуль, откройте в её главном меню «Управление лицензией» и выберите «Обновить информацию о лицензии».',
    },
  },
  byHand: {
    tone: 'calm',
    title: { en: 'We will place this order for you', ru: 'Заказ оформит сотрудник' },
    text: {
      en: 'This module cannot be ordered automatically for this license. Nothing was ordered and nothing is charged. Please contact us.',
      ru: 'Для этой лицензии модуль нельзя заказать автоматически. Ничего не заказано, деньги не списаны. Свяжитесь с нами.',
    },
  },
  busy: {
    tone: 'calm',
    title: { en: 'The order is not finished yet', ru: 'Заказ ещё не завершён' },
    text: {
      en: 'Please reload this page in a minute. It is not ordered or charged twice, however often the page is opened.',
      ru: 'Обновите страницу через минуту. Сколько бы раз вы её ни открыли, заказ и списание будут одни.',
    },
  },
  badLink: {
    tone: 'bad',
    title: { en: 'This link is not complete', ru: 'Ссылка неполная' },
    text: {
      en: 'Something in the address is missing or was changed. Please press “Buy” in your panel again. Nothing was ordered.',
      ru: 'В адресе чего-то не хватает или он изменён. Нажмите «Купить» в панели ещё раз. Ничего не заказано.',
    },
  },
  unknownModule: {
    tone: 'bad',
    title: { en: 'There is no such module', ru: 'Такого модуля нет' },
    text: {
      en: 'The module that your panel asked for is not on sale here. Nothing was ordered.',
      ru: 'Модуль, который запросила панель, здесь не продаётся. Ничего не заказано.',
    },
  },
  unknownLicense: {
    tone: 'bad',
    title: { en: 'This license is not ours', ru: 'Лицензия приобретена не у нас' },
    text: {
      en: 'No license of ours has this number, so no module can be ordered for it automatically. Nothing was ordered.',
      ru: 'Лицензии с таким номером у нас нет, поэтому автоматически заказать для неё модуль нельзя. Ничего не заказано.',
    },
  },
  wrongAddress: {
    tone: 'bad',
    title: { en: 'The address does not match', ru: 'Адрес не совпадает' },
    text: {
      en: 'The license has another IP address than the panel that sent you here. Nothing was ordered. Update the license information in the panel and press “Buy” again.',
      ru: 'У лицензии другой IP-адрес, чем у панели, с которой вы перешли. Ничего не заказано. Обновите информацию о лицензии в панели и нажмите «Купить» ещё раз.',
    },
  },
  notNow: {
    tone: 'calm',
    title: { en: 'Not possible at the moment', ru: 'Сейчас это невозможно' },
    text: {
      en: 'Please try again in a few minutes. Nothing was ordered.',
      ru: 'Попробуйте ещё раз через несколько минут. Ничего не заказано.',
    },
  },
  maintenance: {
    tone: 'calm',
    title: {
      en: 'Orders are paused for maintenance',
      ru: 'Заказы приостановлены: технические работы',
    },
    text: {
      en: 'Nothing was ordered and nothing is charged. Please press “Buy” in your panel again later.',
      ru: 'Ничего не заказано, деньги не списаны. Нажмите «Купить» в панели ещё раз позже.',
    },
  },
  tooMany: {
    tone: 'bad',
    title: { en: 'Too many requests', ru: 'Слишком много запросов' },
    text: {
      en: 'There were too many requests from your address. Please try again in a minute.',
      ru: 'С вашего адреса пришло слишком много запросов. Попробуйте ещё раз через минуту.',
    },
  },
  notFound: {
    tone: 'bad',
    title: { en: 'There is nothing here', ru: 'Здесь ничего нет' },
    text: {
      en: 'This address serves the module shop of hosting panels. Open it with “Buy” in your panel.',
      ru: 'По этому адресу работает магазин модулей для панелей. Откройте его кнопкой «Купить» в панели.',
    },
  },
  badRequest: {
    tone: 'bad',
    title: { en: 'The request cannot be read', ru: 'Запрос не читается' },
    text: {
      en: 'The server did not understand what the browser sent. Nothing was ordered.',
      ru: 'Сервер не понял, что прислал браузер. Ничего не заказано.',
    },
  },
} as const satisfies Record<string, PageText>;

export type PageName = keyof typeof PAGES;

export const LABELS = {
  module: { en: 'Module', ru: 'Модуль' },
  license: { en: 'License', ru: 'Лицензия' },
  address: { en: 'IP address', ru: 'IP-адрес' },
  price: { en: 'Price a month', ru: 'Цена в месяц' },
  until: { en: 'Active until', ru: 'Действует до' },
  orderPage: { en: 'Go to the order page', ru: 'Перейти к заказу' },
  contact: { en: 'Questions?', ru: 'Есть вопросы?' },
} as const satisfies Record<string, LocalizedText>;

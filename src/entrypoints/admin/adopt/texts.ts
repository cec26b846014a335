import type { Language, LocalizedText } from '../../../base/localized-text.ts';
import type { Effect, PlanRow, Reason, ReasonCode } from '../../../operations/adopt/adoption.ts';
import type { Clue, Sureness } from '../../../operations/adopt/suggest.ts';

export const VERDICTS: { readonly [V in PlanRow['verdict']]: LocalizedText } = {
  bind: { en: 'bind', ru: 'связать' },
  switch: { en: 'prepare', ru: 'подготовить' },
  already: { en: 'already', ru: 'уже' },
  conflict: { en: 'conflict', ru: 'нельзя' },
};

/** `%` stands for the reason's value. */
const REASONS: { readonly [C in ReasonCode]: LocalizedText } = {
  service_missing: { en: 'BILLmanager has no such service', ru: 'в BILLmanager нет такой услуги' },
  service_deleted: { en: 'the service is deleted', ru: 'услуга удалена' },
  service_type: { en: 'the service is a %', ru: 'услуга типа %' },
  other_module: {
    en: 'the service belongs to another module (%)',
    ru: 'услугу ведёт другой модуль (%)',
  },
  not_found: { en: '% does not exist there', ru: '% там нет' },
  bound_elsewhere: { en: 'it belongs to service %', ru: 'принадлежит услуге %' },
  serves_other: { en: 'the service has %', ru: 'у услуги уже есть %' },
  other_tariff: { en: 'another tariff (%)', ru: 'другой тариф (%)' },
  tariff_missing: { en: 'there is no tariff %', ru: 'нет тарифа %' },
  client_missing: { en: 'there is no client %', ru: 'нет клиента %' },
  twice: { en: 'named twice (%)', ru: 'указано дважды (%)' },
};

const EFFECTS: { readonly [E in Effect]: LocalizedText } = {
  remoteid: { en: 'remoteid is set at the vendor', ru: 'поставщику передаётся remoteid' },
  activate: { en: 'the service is activated', ru: 'услуга включается' },
  order: { en: 'a service is made for its client', ru: 'клиенту заводится услуга' },
  switch: { en: 'then its processing module is switched', ru: 'затем сменить модуль обработки' },
  in_task: {
    en: 'then its task is closed with the new processing module',
    ru: 'затем закрыть задачу с новым модулем обработки',
  },
  new_password: { en: 'a new password is set', ru: 'задаётся новый пароль' },
  other_status: {
    en: 'service and account are not both switched on',
    ru: 'услуга и учётная запись включены не одинаково',
  },
  other_address: { en: 'the addresses differ', ru: 'адреса различаются' },
};

const SURE: { readonly [S in Sureness]: LocalizedText } = {
  sure: { en: 'sure', ru: 'точно' },
  likely: { en: 'likely', ru: 'вероятно' },
  possible: { en: 'possible', ru: 'возможно' },
};

const MARKS: { readonly [M in Clue]: LocalizedText } = {
  remoteid: { en: 'names the service', ru: 'называет услугу' },
  username: { en: 'user name', ru: 'имя пользователя' },
  domain: { en: 'domain', ru: 'домен' },
  email: { en: 'e-mail', ru: 'эл. почта' },
  name_template: { en: 'name template', ru: 'шаблон имени' },
  client: { en: "client's user name", ru: 'имя клиента' },
  address: { en: 'address', ru: 'адрес' },
  name: { en: 'name', ru: 'имя' },
  tariff: { en: 'tariff', ru: 'тариф' },
};

export const reasonText = ({ code, value }: Reason, language: Language): string =>
  REASONS[code][language].replace('%', value);

export const effectText = (effect: Effect, language: Language): string => EFFECTS[effect][language];
export const sureText = (sure: Sureness, language: Language): string => SURE[sure][language];
export const markText = (mark: Clue, language: Language): string => MARKS[mark][language];

export interface Counts {
  readonly bind: number;
  readonly switch: number;
  readonly already: number;
  readonly conflict: number;
}

export const planSummary = (counts: Counts): LocalizedText => {
  const { bind, already, conflict } = counts;
  const further = bind + counts.switch > 0;
  return {
    en: `To bind: ${bind}. ${counts.switch > 0 ? `To prepare: ${counts.switch}. ` : ''}Bound already: ${already}. Conflicts: ${conflict}. Nothing has been changed${further ? '; --apply binds' : ''}.`,
    ru: `Будет связано: ${bind}, ${counts.switch > 0 ? `подготовлено: ${counts.switch}, ` : ''}уже связано: ${already}, нельзя: ${conflict}. Ничего не изменено${further ? '; выполнить: --apply' : ''}.`,
  };
};

/** What was done; `prepared` are no part of `bound`. */
export const appliedSummary = (
  { bound, prepared, failed }: Readonly<Record<'bound' | 'prepared' | 'failed', number>>,
  { already, conflict }: Counts,
): LocalizedText => {
  const waiting =
    prepared > 0 ? { en: `${prepared} prepared, `, ru: `подготовлено: ${prepared}, ` } : same('');
  const rest = {
    en: `${failed} failed, ${already} were already, ${conflict} conflicts.`,
    ru: `не удалось: ${failed}, уже было: ${already}, нельзя: ${conflict}.`,
  };
  return {
    en: `${bound} bound, ${waiting.en}${rest.en}`,
    ru: `Связано: ${bound}, ${waiting.ru}${rest.ru}`,
  };
};

const same = (text: string): LocalizedText => ({ en: text, ru: text });

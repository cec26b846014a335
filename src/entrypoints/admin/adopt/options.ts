import type { ProviderKind } from '../../../operations/adopt/provider.ts';
import type { Sureness } from '../../../operations/adopt/suggest.ts';
import { type Example, JSON_OPTION, type OptionDefinition } from '../command.ts';

export const KINDS: readonly ProviderKind[] = ['account', 'license'];
/** Surest first. */
export const SURE_WORDS: readonly Sureness[] = ['sure', 'likely', 'possible'];

export const ADOPT_OPTIONS: readonly OptionDefinition[] = [
  {
    name: 'item',
    kind: 'text',
    placeholder: 'ID',
    summary: { en: 'the service', ru: 'услуга' },
  },
  {
    name: 'account',
    kind: 'text',
    placeholder: 'NAME',
    summary: { en: 'user name of the panel account', ru: 'имя пользователя на панели' },
  },
  {
    name: 'license',
    kind: 'text',
    placeholder: 'ID',
    summary: { en: 'id of the license at the vendor', ru: 'номер лицензии у поставщика' },
  },
  {
    name: 'csv',
    kind: 'text',
    placeholder: 'FILE',
    summary: {
      en: 'many pairs: columns item, and account or license',
      ru: 'много пар: столбцы item и account или license',
    },
  },
  {
    name: 'encoding',
    kind: 'text',
    placeholder: 'NAME',
    summary: {
      en: 'encoding of the file (default: utf-8)',
      ru: 'кодировка файла (по умолчанию utf-8)',
    },
  },
  {
    name: 'suggest',
    kind: 'flag',
    summary: {
      en: 'look for pairs by user name, address, name and remoteid',
      ru: 'подобрать пары по имени пользователя, адресу, имени и remoteid',
    },
  },
  {
    name: 'of',
    kind: 'text',
    values: KINDS,
    summary: { en: 'suggest only these', ru: 'подбирать только их' },
  },
  {
    name: 'sure',
    kind: 'text',
    values: SURE_WORDS,
    summary: {
      en: 'apply suggestions that are at least so sure (default: sure)',
      ru: 'применять подобранное не менее уверенно (по умолчанию sure)',
    },
  },
  {
    name: 'any-tariff',
    kind: 'flag',
    summary: {
      en: 'bind although the tariff sells something else',
      ru: 'связать, даже если тариф продаёт другое',
    },
  },
  {
    name: 'apply',
    kind: 'flag',
    summary: { en: 'carry the plan out', ru: 'выполнить план' },
  },
  JSON_OPTION,
];

export const ADOPT_EXAMPLES: readonly Example[] = [
  {
    words: 'adopt --item 117 --account site1',
    meaning: { en: 'would it do?', ru: 'подойдёт ли?' },
  },
  {
    words: 'adopt --item 117 --license 5501 --apply',
    meaning: { en: 'bind a license', ru: 'связать лицензию' },
  },
  {
    words: 'adopt --csv accounts.csv --apply',
    meaning: { en: 'bind what a file lists', ru: 'связать всё, что перечислено в файле' },
  },
  {
    words: 'adopt --suggest --of account',
    meaning: {
      en: 'what may belong to which service?',
      ru: 'что какой услуге может принадлежать?',
    },
  },
];

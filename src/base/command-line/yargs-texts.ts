import type { Language } from '../localized-text.ts';

/** A text of yargs in the singular and the plural. */
interface Plural {
  readonly one: string;
  readonly other: string;
}

/** Texts that yargs looks up by its English ones (its own files are not in the executable). */
const PLURALS = {
  en: {
    'Unknown argument: %s': { one: 'Unknown argument: %s', other: 'Unknown argument: %s' },
    'Missing required argument: %s': {
      one: 'Missing argument: %s',
      other: 'Missing arguments: %s',
    },
    'Not enough non-option arguments: got %s, need at least %s': {
      one: 'A word is missing: got %s, need %s',
      other: 'Words are missing: got %s, need %s',
    },
  },
  ru: {
    'Unknown argument: %s': { one: 'Неизвестный аргумент: %s', other: 'Неизвестный аргумент: %s' },
    'Missing required argument: %s': {
      one: 'Не хватает аргумента: %s',
      other: 'Не хватает аргументов: %s',
    },
    'Not enough non-option arguments: got %s, need at least %s': {
      one: 'Не хватает слова: есть %s, нужно %s',
      other: 'Не хватает слов: есть %s, нужно %s',
    },
  },
} as const satisfies Record<Language, Record<string, Plural>>;

const WORDS = {
  en: {
    'Show help': 'show this help',
    'Invalid values:': 'Not allowed:',
    'Argument: %s, Given: %s, Choices: %s': '%s = %s; choose from %s',
    'Arguments %s and %s are mutually exclusive': '%s and %s do not go together',
    'Implications failed:': 'Needed with it:',
    'Argument unexpected for: %s': '--%s takes no value',
    'Not enough arguments following: %s': '--%s needs a value',
    missing: 'A command is missing',
    once: '%s may be given once',
    empty: '--%s needs a value',
    noNumber: '%s needs a number',
    meant: 'Did you mean "%s"?',
    see: 'See %s.',
  },
  ru: {
    'Commands:': 'Команды:',
    'Options:': 'Параметры:',
    'Positionals:': 'Слова:',
    'Examples:': 'Примеры:',
    command: 'команда',
    boolean: 'флаг',
    string: 'текст',
    number: 'число',
    array: 'список',
    required: 'обязательно',
    'default:': 'по умолчанию:',
    'choices:': 'варианты:',
    'Show help': 'показать эту справку',
    'Invalid values:': 'Недопустимо:',
    'Argument: %s, Given: %s, Choices: %s': '%s = %s; варианты: %s',
    'Arguments %s and %s are mutually exclusive': '%s и %s вместе не задаются',
    'Implications failed:': 'К этому нужно:',
    'Argument unexpected for: %s': 'У --%s нет значения',
    'Not enough arguments following: %s': 'Для --%s нужно значение',
    missing: 'Не указана команда',
    once: '%s задаётся один раз',
    empty: 'Для --%s нужно значение',
    noNumber: 'Для %s нужно число',
    meant: 'Возможно, «%s»?',
    see: 'См. %s.',
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Texts about a typed line: yargs' own under its keys, ours under short names. */
export const YARGS_TEXTS = {
  en: { ...WORDS.en, ...PLURALS.en },
  ru: { ...WORDS.ru, ...PLURALS.ru },
} as const;

import type { Language } from '../../base/fault-types.ts';
import type { LocalizedText } from '../../base/localized-text.ts';
import { PROGRAM } from '../../base/names.ts';
import {
  COMMON_OPTIONS,
  type Command,
  type CommandText,
  type OptionDefinition,
} from './command.ts';
import { COMMANDS, MODULE_COMMANDS } from './commands.ts';
import { requireCommand } from './find-command.ts';
import { SANDBOX } from './sandbox-text.ts';

/** Text is not wrapped narrower or wider than it reads well. */
const NARROW = 60;
const WIDE = 100;

/**
 * The help on a command given by its words; on the whole program without any. Throws UsageMistake
 * for an unknown command.
 */
export function helpOn(
  words: readonly string[],
  language: Language,
  columns: number | null,
): string {
  const width = Math.min(WIDE, Math.max(NARROW, columns ?? WIDE));
  if (words.length === 0) return programHelp(language, width);
  if (words[0] === SANDBOX.name) return sandboxHelp(language, width);
  return commandHelp(requireCommand(words), language, width);
}

/** How the command is typed, without its options. */
function usageOf(command: Command): string {
  const { operand } = command;
  const word = operand
    ? ` ${operand.required ? operand.name : `[${operand.name}]`}${operand.many ? ' ...' : ''}`
    : '';
  return `${PROGRAM} ${command.name}${word}`;
}

function programHelp(language: Language, width: number): string {
  const say = (wording: LocalizedText): string => wording[language];
  const list = (commands: readonly CommandText[]): readonly string[] =>
    entries(
      commands.map(each => [each.name, say(each.summary)]),
      width,
    );
  return block([
    `${say(USAGE)} ${PROGRAM} ${say(COMMAND_WORD)}`,
    '',
    ...wrapped(say(ABOUT), width, 0),
    '',
    say(COMMANDS_TITLE),
    ...list([...COMMANDS, SANDBOX]),
    '',
    say(MODULE_TITLE),
    ...list(MODULE_COMMANDS),
    '',
    say(OPTIONS_TITLE),
    ...entries(
      [...COMMON_OPTIONS, VERSION_OPTION].map(each => [optionText(each), say(each.summary)]),
      width,
    ),
    '',
    say(EXIT_CODES),
  ]);
}

function commandHelp(command: Command, language: Language, width: number): string {
  const say = (wording: LocalizedText): string => wording[language];
  const options = [...command.options, ...COMMON_OPTIONS].map(
    each => [optionText(each), say(each.summary)] as const,
  );
  const { operand } = command;
  const examples = command.examples.map(
    each => [`${PROGRAM} ${each.words}`, say(each.meaning)] as const,
  );
  return block([
    `${say(USAGE)} ${usageOf(command)} ${say(OPTIONS_WORD)}`,
    '',
    ...wrapped(`${capital(say(command.summary))}.`, width, 0),
    ...(command.details ? ['', ...wrapped(say(command.details), width, 0)] : []),
    ...(operand?.values ? ['', `${operand.name}: ${operand.values.join(', ')}`] : []),
    '',
    say(OPTIONS_TITLE),
    ...entries(options, width),
    '',
    say(EXAMPLES_TITLE),
    ...examples.flatMap(([words, meaning]) => [`  # ${meaning}`, `  ${words}`]),
  ]);
}

function sandboxHelp(language: Language, width: number): string {
  return block([
    `${USAGE[language]} ${PROGRAM} ${SANDBOX.name} ${COMMAND_WORD[language]}`,
    '',
    ...wrapped(`${capital(SANDBOX.summary[language])}.`, width, 0),
  ]);
}

export function optionText(option: OptionDefinition): string {
  const value = option.placeholder ?? option.values?.join('|');
  const name = `${option.short ? `-${option.short}, ` : ''}--${option.name}`;
  return option.kind === 'flag' ? name : `${name} ${value ?? 'TEXT'}${option.list ? ',...' : ''}`;
}

/** Two columns; a first one that is too wide has a line of its own. */
function entries(pairs: readonly (readonly [string, string])[], width: number): readonly string[] {
  const left = Math.min(28, Math.max(...pairs.map(([name]) => name.length))) + 4;
  return pairs.flatMap(([name, text]) => {
    const [first = '', ...more] = wrapped(text, width, left);
    const head = `  ${name}`;
    if (head.length + 2 > left) return [head, first, ...more];
    return [head.padEnd(left) + first.trimStart(), ...more];
  });
}

function wrapped(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, ' '.repeat(indent) + line];
}

const block = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const VERSION_OPTION: OptionDefinition = {
  name: 'version',
  kind: 'flag',
  summary: { en: 'show the version', ru: 'показать версию' },
};
const USAGE: LocalizedText = { en: 'Usage:', ru: 'Использование:' };
const COMMAND_WORD: LocalizedText = { en: 'COMMAND [options]', ru: 'КОМАНДА [параметры]' };
const OPTIONS_WORD: LocalizedText = { en: '[options]', ru: '[параметры]' };
const ABOUT: LocalizedText = {
  en: 'Resells ISPsystem and ispmanager licenses through BILLmanager. These are the commands for its administrator; `cpbillmgr COMMAND --help` explains each.',
  ru: 'Перепродажа лицензий ISPsystem и ispmanager через BILLmanager. Это команды администратора; подробнее о каждой: `cpbillmgr КОМАНДА --help`.',
};
const COMMANDS_TITLE: LocalizedText = { en: 'Commands:', ru: 'Команды:' };
const MODULE_TITLE: LocalizedText = {
  en: 'Called by BILLmanager; by hand as in "cpbillmgr open 117":',
  ru: 'Вызывает BILLmanager; вручную, например «cpbillmgr open 117»:',
};
const OPTIONS_TITLE: LocalizedText = { en: 'Options:', ru: 'Ключи:' };
const EXAMPLES_TITLE: LocalizedText = { en: 'Examples:', ru: 'Примеры:' };
const EXIT_CODES: LocalizedText = {
  en: 'Exit codes: 0 fine, 1 trouble (told on standard error), 2 mistake in the command line.',
  ru: 'Коды завершения: 0 — хорошо, 1 — неполадка (описана в потоке ошибок), 2 — ошибка в командной строке.',
};

import type { Language } from '../../base/fault-types.ts';
import type { LocalizedText } from '../../base/localized-text.ts';
import { LICENSES_MODULE, PROGRAM } from '../../base/names.ts';
import {
  COMMON_OPTIONS,
  type Command,
  type CommandText,
  type OptionDefinition,
} from './command.ts';
import { COMMANDS } from './commands.ts';
import { CRON_AND_TRIAL, MODULE_COMMANDS, type ModuleCommandText } from './elsewhere.ts';
import { findCommand, requireCommand } from './find-command.ts';

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
  const [first = ''] = words;
  if (!findCommand(words)) {
    const command = MODULE_COMMANDS.find(each => each.name === first);
    if (command) return moduleCommandHelp(command, language, width);
    const listed = CRON_AND_TRIAL.find(each => each.name === first);
    if (listed) return block(headOf(`${first} [options]`, listed, language, width));
  }
  return commandHelp(requireCommand(words), language, width);
}

/** How the command is typed. */
export function usageOf(command: Command): string {
  const { operand } = command;
  const word = operand
    ? ` ${operand.required ? operand.name : `[${operand.name}]`}${operand.many ? ' ...' : ''}`
    : '';
  return `${PROGRAM} ${command.name}${word} [options]`;
}

function programHelp(language: Language, width: number): string {
  const say = (wording: LocalizedText): string => wording[language];
  const list = (commands: readonly CommandText[]): readonly string[] =>
    entries(
      commands.map(each => [each.name, say(each.summary)]),
      width,
    );
  return block([
    `${say(USAGE)} ${PROGRAM} COMMAND [options]`,
    '',
    ...wrapped(say(ABOUT), width, 0),
    '',
    say(COMMANDS_TITLE),
    ...list([...COMMANDS, ...CRON_AND_TRIAL]),
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
    `${say(USAGE)} ${usageOf(command)}`,
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

function moduleCommandHelp(command: ModuleCommandText, language: Language, width: number): string {
  const [first, ...others] = command.required.map(name => name.toUpperCase());
  const words = [
    command.name,
    ...(first === undefined ? [] : [first]),
    ...others.map(name => `--${name.toLowerCase()} ${name}`),
  ];
  const notes = [MODULE_NOTE, ...(command.kind === 'operation' ? [OPERATION_NOTE] : [])];
  return block([
    ...headOf(words.join(' '), command, language, width),
    '',
    ...wrapped(notes.map(each => each[language]).join(' '), width, 0),
  ]);
}

/** How it is typed, and what it is for. */
function headOf(
  words: string,
  command: CommandText,
  language: Language,
  width: number,
): readonly string[] {
  const summary = wrapped(`${capital(command.summary[language])}.`, width, 0);
  return [`${USAGE[language]} ${PROGRAM} ${words}`, '', ...summary];
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
const USAGE: LocalizedText = { en: 'Usage:', ru: 'Вызов:' };
const ABOUT: LocalizedText = {
  en: 'Resells ISPsystem and ispmanager licenses through BILLmanager. These are the commands for its administrator; `cpbillmgr COMMAND --help` explains each.',
  ru: 'Перепродажа лицензий ISPsystem и ispmanager через BILLmanager. Это команды администратора; подробнее о каждой: `cpbillmgr КОМАНДА --help`.',
};
const COMMANDS_TITLE: LocalizedText = { en: 'Commands:', ru: 'Команды:' };
const MODULE_TITLE: LocalizedText = {
  en: 'Called by BILLmanager; by hand as in "cpbillmgr open 117":',
  ru: 'Вызывает BILLmanager; вручную, например «cpbillmgr open 117»:',
};
const MODULE_NOTE: LocalizedText = {
  en: `BILLmanager calls it as ${LICENSES_MODULE} --command.`,
  ru: `BILLmanager вызывает её как ${LICENSES_MODULE} --command.`,
};
const OPERATION_NOTE: LocalizedText = {
  en: 'By hand it joins an unfinished operation of the same service and command if there is one; else it begins a new one, which may be charged.',
  ru: 'Вызов вручную продолжает незаконченную операцию той же услуги и команды, а если её нет, начинает новую, за которую могут списаться деньги.',
};
const OPTIONS_TITLE: LocalizedText = { en: 'Options:', ru: 'Ключи:' };
const EXAMPLES_TITLE: LocalizedText = { en: 'Examples:', ru: 'Примеры:' };
const EXIT_CODES: LocalizedText = {
  en: 'Exit codes: 0 fine, 1 trouble (told on standard error), 2 mistake in the command line.',
  ru: 'Коды завершения: 0 — хорошо, 1 — неполадка (описана в потоке ошибок), 2 — ошибка в командной строке.',
};

import type { LocalizedText } from '../../../base/localized-text.ts';
import { LICENSES_MODULE, PROGRAM } from '../../../base/names.ts';
import {
  type CommandName,
  type CommandRow,
  commandsOf,
  rowOf,
} from '../../../billmanager/command-table.ts';
import type { CallOptionName } from '../../module/options.ts';
import { type Arguments, operandMissing } from '../arguments.ts';
import type { Command, Example, OptionDefinition } from '../command.ts';
import { UsageMistake } from '../usage-mistake.ts';

/**
 * What a person may give to an operation, of all that a call of BILLmanager has
 * (docs/reference/processing-module.md, "The call").
 */
const OPTIONS = {
  item: { kind: 'id', placeholder: 'ID', summary: { en: 'the service', ru: 'услуга' } },
  module: {
    kind: 'id',
    placeholder: 'ID',
    summary: { en: 'the processing module', ru: 'модуль обработки' },
  },
  runningoperation: {
    kind: 'id',
    placeholder: 'ID',
    summary: {
      en: "BILLmanager's running operation that it belongs to",
      ru: 'текущая операция BILLmanager, к которой это относится',
    },
  },
  itemtype: {
    kind: 'text',
    placeholder: 'TYPE',
    summary: { en: 'product type', ru: 'тип продукта' },
  },
  param: {
    kind: 'text',
    placeholder: 'NAME',
    summary: { en: 'the parameter to check', ru: 'проверяемый параметр' },
  },
  value: {
    kind: 'text',
    placeholder: 'TEXT',
    summary: { en: 'the value to check', ru: 'проверяемое значение' },
  },
  searchstring: {
    kind: 'text',
    placeholder: 'TEXT',
    summary: {
      en: 'only what has this in its name or address',
      ru: 'только с этим в имени или адресе',
    },
  },
} as const satisfies Partial<Record<CallOptionName, Omit<OptionDefinition, 'name'>>>;

export type HandOption = keyof typeof OPTIONS;

const MAY_BE_CHARGED: LocalizedText = {
  en: `BILLmanager calls it as ${LICENSES_MODULE} --command. By hand it joins an unfinished operation of the same service and command if there is one; else it begins a new one, which may be charged.`,
  ru: `BILLmanager вызывает её как ${LICENSES_MODULE} --command. Вызов вручную продолжает незаконченную операцию той же услуги и команды, а если её нет, начинает новую, за которую могут списаться деньги.`,
};
const ASKED_BY_BILLMANAGER: LocalizedText = {
  en: `BILLmanager calls it as ${LICENSES_MODULE} --command; documents that it asks with are read from standard input.`,
  ru: `BILLmanager вызывает её как ${LICENSES_MODULE} --command; документы с вопросами читаются со стандартного ввода.`,
};

/**
 * What BILLmanager starts as `pmcpbillmgr --command NAME --item N`, in plain words: `cpbillmgr open
 * 117`.
 */
export const OPERATIONS: readonly Command[] = commandsOf(LICENSES_MODULE)
  .filter(name => rowOf(name).entrypoint === undefined)
  .map(commandOf);

function commandOf(name: CommandName): Command {
  const row = rowOf(name);
  const [operand] = row.required;
  const command: Omit<Command, 'run'> = {
    name,
    summary: row.summary,
    ...(row.changes
      ? { changes: true, details: MAY_BE_CHARGED }
      : { details: ASKED_BY_BILLMANAGER }),
    ...(operand === undefined
      ? {}
      : { operand: { name: operand.toUpperCase(), kind: 'id', required: false } }),
    options: argumentsOf(row).map(each => ({ name: each, ...OPTIONS[each] })),
    examples: [exampleOf(name, row)],
  };
  return {
    ...command,
    check: args => void optionsOf(command, row, args),
    async run(args, ctx) {
      const options = optionsOf(command, row, args);
      const { runByHand } = await import('../../module/entrypoint.ts');
      return runByHand({ root: ctx.root, language: ctx.language, command: name, options });
    },
  };
}

/** Options of a command, in their order. */
function argumentsOf({ required, optional = [] }: CommandRow): readonly HandOption[] {
  return [...required, ...optional];
}

/** The first of what a command needs may be a word behind it. Throws UsageMistake. */
function optionsOf(
  command: Omit<Command, 'run'>,
  row: CommandRow,
  args: Arguments,
): Partial<Record<HandOption, string>> {
  const options: Partial<Record<HandOption, string>> = {};
  for (const name of argumentsOf(row)) {
    const value = args.text(name);
    if (value !== undefined) options[name] = value;
  }
  const [first, ...others] = row.required;
  const [word] = args.operands;
  if (first !== undefined && word !== undefined) {
    if (options[first] !== undefined) throw givenTwice(first, options[first], word);
    options[first] = word;
  }
  if (first !== undefined && options[first] === undefined) throw operandMissing(command);
  for (const name of others)
    if (options[name] === undefined) throw optionMissing(command.name, name);
  return options;
}

const givenTwice = (name: string, value: string, word: string): UsageMistake =>
  new UsageMistake({
    en: `Both ${word} and --${name} ${value} are given: which is meant?`,
    ru: `Заданы и ${word}, и --${name} ${value}: что из них имеется в виду?`,
  });

const optionMissing = (command: string, name: string): UsageMistake =>
  new UsageMistake({
    en: `"${command}" needs --${name}. See ${PROGRAM} ${command} --help.`,
    ru: `Для «${command}» нужно --${name}. См. ${PROGRAM} ${command} --help.`,
  });

function exampleOf(name: CommandName, { summary, required }: CommandRow): Example {
  const values: Partial<Record<HandOption, string>> = { param: 'ip', itemtype: 'soft' };
  const [first, ...others] = required;
  const words = [
    name,
    ...(first === 'item' ? ['117'] : first === 'module' ? ['3'] : []),
    ...others.flatMap(each => [`--${each}`, values[each] ?? '']),
  ];
  return { words: words.join(' '), meaning: summary };
}

import { TEXT } from '../../../base/command-line/typed-line.ts';
import type { LocalizedText } from '../../../base/localized-text.ts';
import { LICENSES_MODULE, PROGRAM } from '../../../base/names.ts';
import {
  type CommandName,
  type CommandRow,
  commandsOf,
  rowOf,
} from '../../../billmanager/command-table.ts';
import type { CallOptionName } from '../../module/options.ts';
import { type Command, defineCommand, EXIT, idOption, type Say } from '../command.ts';

/**
 * The options of BILLmanager's calls that a person may give (docs/reference/processing-module.md,
 * "The call").
 */
const OPTIONS = {
  item: { isId: true, describe: { en: 'the service', ru: 'услуга' } },
  module: { isId: true, describe: { en: 'the processing module', ru: 'модуль обработки' } },
  runningoperation: {
    isId: true,
    describe: {
      en: "BILLmanager's running operation that it belongs to",
      ru: 'текущая операция BILLmanager, к которой это относится',
    },
  },
  itemtype: { describe: { en: 'product type', ru: 'тип продукта' } },
  param: { describe: { en: 'the parameter to check', ru: 'проверяемый параметр' } },
  value: { describe: { en: 'the value to check', ru: 'проверяемое значение' } },
  searchstring: {
    describe: {
      en: 'only what has this in its name or address',
      ru: 'только с этим в имени или адресе',
    },
  },
} as const satisfies Partial<
  Record<CallOptionName, { readonly isId?: true; readonly describe: LocalizedText }>
>;

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

/** A command's first required argument is a word after it, or an option like the others. */
function commandOf(name: CommandName): Command {
  const row = rowOf(name);
  const options: readonly HandOption[] = [...row.required, ...(row.optional ?? [])];
  const [first, ...others] = row.required;
  const word = first?.toUpperCase();
  return defineCommand({
    command: word === undefined ? name : `${name} [${word}]`,
    describe: row.summary,
    builder(yargs, say) {
      const parser = options
        .reduce((all, each) => all.option(each, optionOf(each, say)), yargs)
        .demandOption(others)
        .example(exampleOf(name, row), say(row.summary))
        .epilog(say(row.changes ? MAY_BE_CHARGED : ASKED_BY_BILLMANAGER));
      if (first === undefined || word === undefined) return parser;
      return parser
        .positional(word, optionOf(first, say))
        .conflicts(word, first)
        .check(
          args =>
            (args[word] ?? args[first]) !== undefined ||
            say({ en: `Missing argument: ${word}`, ru: `Не хватает аргумента: ${word}` }),
          false,
        );
    },
    async handler(args: Readonly<Record<string, unknown>>, ctx) {
      const given = (each: HandOption): unknown =>
        args[each] ?? (each === first && word ? args[word] : undefined);
      const all = options.map(each => [each, given(each)]);
      const { runByHand } = await import('../../module/entrypoint.ts');
      return runByHand({
        root: ctx.root,
        language: ctx.language,
        command: name,
        options: Object.fromEntries(all.filter(([, value]) => typeof value === 'string')),
      });
    },
  });
}

function optionOf(name: HandOption, say: Say) {
  const { describe, ...kind } = OPTIONS[name];
  return { ...('isId' in kind ? idOption(say) : TEXT), describe: say(describe) };
}

function exampleOf(name: CommandName, { required }: CommandRow): string {
  const values: Partial<Record<HandOption, string>> = { param: 'ip', itemtype: 'soft' };
  const [first, ...others] = required;
  const words = [
    PROGRAM,
    name,
    ...(first === 'item' ? ['117'] : first === 'module' ? ['3'] : []),
    ...others.flatMap(each => [`--${each}`, values[each] ?? '']),
  ];
  return words.join(' ');
}

export const features = defineCommand({
  command: 'features',
  describe: rowOf('features').summary,
  rootless: true,
  builder: (yargs, say) =>
    yargs.example(
      '$0 features',
      say({ en: 'as BILLmanager asks it', ru: 'как спрашивает BILLmanager' }),
    ),
  handler: async (_args, ctx) => {
    const { featuresDocument } = await import('../../module/features.ts');
    ctx.stdout.write(featuresDocument(LICENSES_MODULE));
    return EXIT.fine;
  },
});

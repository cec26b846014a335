import type { Argv } from 'yargs';
import { carryOut, FLAG, type Run, UsageMistake } from '../../base/command-line/typed-line.ts';
import { toFault } from '../../base/fault.ts';
import { PROGRAM } from '../../base/names.ts';
import { managerRoot } from '../../base/root.ts';
import {
  type CliContext,
  type Command,
  type CommandGroup,
  EXIT,
  type Say,
  type Screen,
} from './command.ts';
import { COMMANDS, MODULE_COMMANDS } from './commands.ts';
import { faultLine } from './fault-line.ts';
import { languageOf } from './language.ts';
import { requireRoot } from './require-root.ts';
import { safeText } from './safe-text.ts';

/**
 * The administrator's entrypoint: carries out one command and returns the exit code (docs/cli.md,
 * "Exit codes"). Never throws: a fault is one line on standard error. `given` replaces parts of the
 * environment, for tests.
 */
export async function run(
  argv: readonly string[],
  _startedAs: string,
  given: Partial<CliContext> = {},
): Promise<number> {
  const ctx: CliContext = { ...surroundings(argv), ...given };
  try {
    if (argv.length > 0) return await carryOut(lineOf(argv), programOf(ctx, ctx.stdout));
    await carryOut(['--help'], programOf(ctx, ctx.stderr));
    return EXIT.usage;
  } catch (error) {
    if (error instanceof UsageMistake) {
      ctx.stderr.write(`${PROGRAM}: ${safeText(error.message)}\n`);
      return EXIT.usage;
    }
    ctx.stderr.write(faultLine(toFault(error), ctx.language));
    return EXIT.trouble;
  }
}

/** `--version` prints the version, as in every program. */
const lineOf = ([first = '', ...more]: readonly string[]): readonly string[] => [
  first === '--version' ? 'version' : first,
  ...more,
];

function programOf(ctx: CliContext, screen: Screen) {
  const { language } = ctx;
  return {
    name: PROGRAM,
    language,
    columns: screen.columns,
    write: (text: string) => screen.write(text),
    define: (parser: Argv, run: Run) => define(parser, text => text[language], ctx, run),
  };
}

function define(parser: Argv, say: Say, ctx: CliContext, run: Run): Argv {
  const add = (to: Argv, { command, describe, ...rest }: Command | CommandGroup): Argv =>
    'commands' in rest
      ? to.command(command, say(describe), inner =>
          rest.commands.reduce(add, inner).demandCommand(1, say(WORD_MISSING)),
        )
      : to.command(
          command,
          say(describe),
          inner => rest.builder(inner, say),
          args =>
            run(() => {
              if (rest.rootless !== true) requireRoot(ctx.root);
              return rest.handler(args, ctx);
            }),
        );
  const all = COMMANDS.reduce(add, parser.usage(say(ABOUT)))
    .command(
      'sandbox',
      say(SANDBOX),
      inner => inner.strict(false),
      () => run(refuseSandbox),
    )
    .command('help [COMMAND..]', say({ en: 'help on a command', ru: 'справка о команде' }));
  return (
    MODULE_COMMANDS.reduce(add, all)
      .option('lang', {
        alias: 'l',
        requiresArg: true,
        choices: ['en', 'ru'] as const,
        describe: say({
          en: 'language of the messages (default: by LC_ALL, LC_MESSAGES, LANG)',
          ru: 'язык сообщений (по умолчанию: по LC_ALL, LC_MESSAGES, LANG)',
        }),
      })
      // so that it may come before the command; commands that have it say so themselves
      .option('json', { ...FLAG, global: false, hidden: true })
      .epilog(say(EXIT_CODES))
  );

  function refuseSandbox(): never {
    throw new UsageMistake(say(SANDBOX_FIRST));
  }
}

function surroundings(argv: readonly string[]): CliContext {
  return {
    root: managerRoot(),
    language: languageOf(argv, process.env),
    stdout: screenOf('stdout'),
    stderr: screenOf('stderr'),
    now: () => new Date(),
    ask: askPerson,
  };
}

async function askPerson(question: string): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** The stream is touched only when it is used: most calls need only one of the two. */
function screenOf(name: 'stdout' | 'stderr'): Screen {
  const isPlain = (): boolean => Boolean(process.env['NO_COLOR']) || process.env['TERM'] === 'dumb';
  return {
    write: text => process[name].write(text),
    get columns() {
      // a terminal that does not know its width gets the classic one
      return process[name].isTTY ? process[name].columns || 80 : null;
    },
    get styled() {
      return process[name].isTTY && !isPlain();
    },
  };
}

const WORD_MISSING = { en: 'Another word is missing', ru: 'Нужно ещё слово' };
const ABOUT = {
  en: '$0 COMMAND [options]\n\nResells ISPsystem and ispmanager licenses through BILLmanager. These are the commands for its administrator; "$0 COMMAND --help" explains each. The last ones, from open on, are called by BILLmanager; by hand: "$0 open 117".',
  ru: '$0 КОМАНДА [параметры]\n\nМодуль перепродаёт лицензии ISPsystem и ispmanager через BILLmanager. Это команды администратора; подробнее о каждой: "$0 КОМАНДА --help". Последние, начиная с open, вызывает BILLmanager; вручную: "$0 open 117".',
};
/** It reads its own lines (sandbox/entrypoint.ts). */
const SANDBOX = {
  en: 'a stand-in of the vendor and of BILLmanager, to try a tariff without money',
  ru: 'имитация поставщика и BILLmanager: проверить тариф без затрат',
};
const SANDBOX_FIRST = {
  en: `"sandbox" comes first: ${PROGRAM} sandbox ...`,
  ru: `«sandbox» ставится первым: ${PROGRAM} sandbox ...`,
};
const EXIT_CODES = {
  en: 'Exit codes: 0 fine, 1 trouble (told on standard error), 2 mistake in the command line.',
  ru: 'Коды завершения: 0 — хорошо, 1 — неполадка (сообщение выводится в stderr), 2 — ошибка в командной строке.',
};

import { toFault } from '../../base/fault.ts';
import { PROGRAM } from '../../base/names.ts';
import { managerRoot } from '../../base/root.ts';
import { argumentsOf, readLine, refuseFlagValues, refuseUnknown } from './arguments.ts';
import {
  type CliContext,
  COMMON_OPTIONS,
  EXIT,
  type OptionDefinition,
  type Screen,
} from './command.ts';
import { COMMANDS, MODULE_COMMANDS } from './commands.ts';
import { faultLine } from './fault-line.ts';
import { requireCommand } from './find-command.ts';
import { helpOn } from './help.ts';
import { languageOf } from './language.ts';
import { requireRoot } from './require-root.ts';
import { safeText } from './safe-text.ts';
import { UsageMistake } from './usage-mistake.ts';

const VERSION: OptionDefinition = { name: 'version', kind: 'flag', summary: { en: '', ru: '' } };
/** What may be typed without a command. */
const GENERAL: readonly OptionDefinition[] = [...COMMON_OPTIONS, VERSION];

/**
 * The administrator's door: carries out one command and answers the exit code (docs/cli.md, "Exit
 * codes"). Never throws: a fault is one line on standard error. `given` replaces parts of the
 * surroundings, for tests.
 */
export async function run(
  argv: readonly string[],
  _startedAs: string,
  given: Partial<CliContext> = {},
): Promise<number> {
  const ctx: CliContext = { ...surroundings(argv), ...given };
  try {
    return await carryOut(argv, ctx);
  } catch (error) {
    if (error instanceof UsageMistake) {
      ctx.stderr.write(`${PROGRAM}: ${safeText(error.wording[ctx.language])}\n`);
      return EXIT.usage;
    }
    ctx.stderr.write(faultLine(toFault(error), ctx.language));
    return EXIT.trouble;
  }
}

async function carryOut(argv: readonly string[], ctx: CliContext): Promise<number> {
  const known = knownOptions();
  const line = await readLine(argv, known);
  // given twice it is a list
  if ([line.options.get('help')].flat().includes(true)) {
    ctx.stdout.write(helpOn(line.words, ctx.language, ctx.stdout.columns));
    return EXIT.fine;
  }
  refuseFlagValues(argv, known);
  // the first mistake is told: no command has an option that stands before it and that nobody knows
  if (line.unknown.length > 0 && line.unknown[0] === argv[0]) refuseUnknown(PROGRAM, line, GENERAL);
  const words =
    line.options.get('version') === true && line.words.length === 0 ? ['version'] : line.words;
  if (words.length === 0) {
    refuseUnknown(PROGRAM, line, GENERAL);
    ctx.stderr.write(helpOn([], ctx.language, ctx.stderr.columns));
    return EXIT.usage;
  }
  const command = requireCommand(words);
  const options = new Map(line.options);
  if (words !== line.words) options.delete(VERSION.name);
  const args = argumentsOf(command, { words, options, unknown: line.unknown });
  command.check?.(args);
  if (command.rootless !== true) requireRoot(ctx.root);
  return command.run(args, ctx);
}

/**
 * Options of all commands: one name has one kind everywhere, so a line can be parted before its
 * command is known.
 */
function knownOptions(): readonly OptionDefinition[] {
  const commands = [...COMMANDS, ...MODULE_COMMANDS];
  const byName = new Map<string, OptionDefinition>();
  for (const option of [...commands.flatMap(command => command.options), ...GENERAL])
    byName.set(option.name, option);
  return [...byName.values()];
}

function surroundings(argv: readonly string[]): CliContext {
  return {
    root: managerRoot(),
    language: languageOf(argv, process.env),
    stdout: screenOf('stdout'),
    stderr: screenOf('stderr'),
    now: () => new Date(),
  };
}

/**
 * The stream is touched only when something is written or asked: most calls need one of the two.
 */
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

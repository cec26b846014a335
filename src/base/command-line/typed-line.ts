import yargs, { type Argv } from 'yargs';
import { closest } from '../closest.ts';
import type { Language } from '../localized-text.ts';
import { YARGS_TEXTS } from './yargs-texts.ts';

/** The line makes no sense: nothing was done, exit code 2. Tells a typing mistake from a fault. */
export class UsageMistake extends Error {}

/** A program that a person types: its commands, and how to talk to that person. */
export interface Program {
  /** What comes before the command: `cpbillmgr`, `cpbillmgr sandbox`. */
  readonly name: string;
  readonly language: Language;
  /** Width of the terminal; null when there is none. */
  readonly columns: number | null;
  /** Options that may be given more than once; no other may. */
  readonly repeatable?: readonly string[];
  /** Where help and completion go. */
  write(text: string): unknown;
  /** Adds the commands. A command hands its work to `run`, which starts it once all is checked. */
  define(parser: Argv, run: Run): Argv;
}

export type Run = (work: () => number | Promise<number>) => void;

/** An option without a value: `--json=x` is refused. */
export const FLAG = { type: 'boolean', nargs: 0 } as const;
/** Options with a value. */
export const TEXT = { type: 'string', requiresArg: true } as const;
export const NUMBER = { type: 'number', requiresArg: true } as const;

/** The first word of a line that a shell's completion script sends. */
export const COMPLETE = '--get-yargs-completions';
const HELP = '--help';
/** Help narrower or wider than this does not read well. */
const NARROW = 60;
const WIDE = 100;

/**
 * Reads a line with yargs, strictly, and carries it out; returns the exit code. A line that asks
 * for help or completion does nothing else. Throws UsageMistake, and whatever the command throws.
 */
export async function carryOut(argv: readonly string[], program: Program): Promise<number> {
  const asks = asksHelp(argv) || argv[0] === COMPLETE;
  if (!asks) refuseSlips(argv, program);
  let work: Parameters<Run>[0] | undefined;
  const parser = strictParser(argv, program, asks);
  program.define(parser, chosen => {
    work = chosen;
  });
  const output = await outputOf(parser, asks ? withoutTraps(argv) : argv);
  if (output !== '') program.write(`${output}\n`);
  // yargs also takes a `help` at the end as a request for help
  if (asks || output !== '') return 0;
  if (work === undefined)
    throw see(YARGS_TEXTS[program.language].missing, program.name, program.language);
  return work();
}

/** yargs, kept to plain GNU syntax and to our texts. */
function strictParser(argv: readonly string[], program: Program, asks: boolean): Argv {
  const { name, language, columns } = program;
  const texts = YARGS_TEXTS[language];
  return (
    yargs()
      .scriptName(name)
      .locale(language)
      // @ts-expect-error: the types of yargs do not know that texts may have a plural
      .updateStrings(texts)
      .parserConfiguration({
        'boolean-negation': false,
        'camel-case-expansion': false,
        'dot-notation': false,
        'parse-numbers': false,
        'parse-positional-numbers': false,
        'populate--': true,
        'short-option-groups': false,
      })
      .help('help', texts['Show help'])
      .alias('help', 'h')
      .nargs('help', 0)
      .version(false)
      .strict()
      .check(given => oddValue(given, argv, texts) ?? true)
      .wrap(Math.min(WIDE, Math.max(NARROW, columns ?? WIDE)))
      .exitProcess(false)
      .fail((message, error, here) => {
        if (error instanceof UsageMistake) throw error;
        // the help on the command being read, whatever the types say
        const help = String(here.help());
        throw asks
          ? new Asked(help)
          : mistakeWithHint(message ?? error.message, help, argv, program);
      })
  );
}

/** A line that cannot be parsed asks for help: the message is the help. */
class Asked extends Error {}

/** What yargs prints. */
async function outputOf(parser: Argv, argv: readonly string[]): Promise<string> {
  let output = '';
  try {
    await parser.parseAsync([...argv], {}, (_error, _given, text) => {
      output = text;
    });
  } catch (error) {
    if (!(error instanceof Asked)) throw error;
    if (argv[0] !== COMPLETE) return error.message;
  }
  return output;
}

function asksHelp(argv: readonly string[]): boolean {
  const isHelp = (word: string): boolean => /^(?:--help|-h)(?:=|$)/.test(word);
  return argv[0] === 'help' || beforeEnd(argv).some(isHelp);
}

/** The line without the words that yargs stumbles over: help is help, whatever else is typed. */
function withoutTraps(argv: readonly string[]): readonly string[] {
  const words = argv.filter(word => !isTrap(word));
  return words[0] === 'help' ? [...words.slice(1), HELP] : words;
}

/**
 * yargs looks names up in objects that inherit some, and takes `--ITEM 101` for the word that the
 * help calls ITEM. No option of ours has capitals.
 */
const isTrap = (word: string): boolean =>
  word.startsWith('-') && (nameOf(word) in {} || /[A-Z]/.test(nameOf(word)));

/** The words before `--`, which ends options. */
const beforeEnd = (argv: readonly string[]): readonly string[] =>
  argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;

/** The option without its value. */
const optionOf = (word: string): string => word.replace(/=.*$/s, '');

const nameOf = (word: string): string => optionOf(word).replace(/^-+/, '');

/** Refuses what yargs stumbles over or silently accepts. Throws UsageMistake. */
function refuseSlips(argv: readonly string[], { name: program, language, ...rest }: Program): void {
  const texts = YARGS_TEXTS[language];
  const seen = new Set<string>(rest.repeatable);
  const given = new Set<string>();
  for (const word of beforeEnd(argv).filter(each => each.startsWith('-'))) {
    const name = nameOf(word);
    if (isTrap(word) || word.startsWith(COMPLETE))
      throw see(texts['Unknown argument: %s'].one.replace('%s', optionOf(word)), program, language);
    if (name !== '' && word.endsWith(`${name}=`))
      throw new UsageMistake(`${texts.empty.replace('%s', name)}.`);
    if (given.has(name) && !seen.has(name))
      throw new UsageMistake(`${texts.once.replace('%s', optionOf(word))}.`);
    given.add(name);
  }
}

/** The complaint about a value that yargs misreads; null if all values are good. */
function oddValue(
  given: Readonly<Record<string, unknown>>,
  argv: readonly string[],
  texts: (typeof YARGS_TEXTS)[Language],
): string | null {
  const [behind] = [given['--'] ?? []].flat();
  if (behind !== undefined) return texts['Unknown argument: %s'].one.replace('%s', String(behind));
  const typed = argv.map(nameOf);
  for (const [name, value] of Object.entries(given)) {
    if (value === '' && typed.includes(name)) return texts.empty.replace('%s', name);
    if ([value].flat().some(Number.isNaN)) return texts.noNumber.replace('%s', name);
    // given twice, by its short and its long name
    if (/^[a-z]$/.test(name) && Array.isArray(value)) return texts.once.replace('%s', `-${name}`);
  }
  return null;
}

/**
 * The mistake with a hint: a command or an option that differs by one letter, else where to read
 * more. One letter only: following a hint blindly must not buy or delete anything. `help` is the
 * help of the command being read.
 */
function mistakeWithHint(
  message: string,
  help: string,
  argv: readonly string[],
  { name: program, language }: Program,
): UsageMistake {
  const text = message.replace(/\s+/g, ' ');
  const [usage = ''] = help.split('\n');
  const [command = program] = new RegExp(`^${program}(?: [a-z]\\S*)*`).exec(usage) ?? [];
  const unknown = YARGS_TEXTS[language]['Unknown argument: %s'].one.replace('%s', '');
  if (!text.startsWith(unknown)) return see(text, command, language);
  const all = text.slice(unknown.length).split(', ');
  const words = beforeEnd(argv).map(word => (word.startsWith('-') ? nameOf(word) : word));
  const wrong = words.find(word => all.includes(word)) ?? all[0] ?? '';
  const typed = argv[words.indexOf(wrong)];
  const option = typed?.startsWith('-') ? optionOf(typed) : null;
  const names = option ? /^ +(?:-\w, )?--([a-z-]+)/gm : new RegExp(`^ +${command} (\\S+)`, 'gm');
  const meant = closest(
    wrong,
    [...help.matchAll(names)].map(([, each = '']) => each),
    1,
  );
  const told = `${unknown}${option ?? wrong}`;
  if (meant === null) return see(told, command, language);
  const hint = YARGS_TEXTS[language].meant.replace('%s', `${option ? '--' : ''}${meant}`);
  return new UsageMistake(`${told}. ${hint}`);
}

const see = (text: string, command: string, language: Language): UsageMistake =>
  new UsageMistake(`${text}. ${YARGS_TEXTS[language].see.replace('%s', `${command} --help`)}`);

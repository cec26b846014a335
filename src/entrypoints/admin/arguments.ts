import { closest } from '../../base/closest.ts';
import { PROGRAM } from '../../base/names.ts';
import { COMMON_OPTIONS, type Command, type OptionDefinition } from './command.ts';
import { UsageMistake } from './usage-mistake.ts';

/** What a command was given, checked against its definition. */
export interface Arguments {
  readonly operands: readonly string[];
  flag(name: string): boolean;
  /** undefined: not given. */
  text(name: string): string | undefined;
  /** The values of a list option; empty: not given. */
  list(name: string): readonly string[];
  count(name: string): number | undefined;
}

/** The command line as it was typed: words in their order, options by their names. */
export interface TypedLine {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, unknown>;
  /** Options that no command has, as they were typed. */
  readonly unknown: readonly string[];
}

/**
 * Parts words from options. `known` is what any command takes: it says which options have a value.
 */
export async function readLine(
  argv: readonly string[],
  known: readonly OptionDefinition[],
): Promise<TypedLine> {
  const { default: yargs } = await import('yargs');
  const parser = yargs()
    .help(false)
    .version(false)
    .detectLocale(false)
    .exitProcess(false)
    // kept to plain GNU syntax: no guessing of numbers, negations, nested objects or spellings
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'populate--': true,
      'short-option-groups': false,
      'strip-aliased': true,
      'unknown-options-as-args': true,
    });
  for (const { name, short, kind } of known)
    parser.option(name, {
      type: kind === 'flag' ? 'boolean' : 'string',
      requiresArg: false,
      ...(short === undefined ? {} : { alias: short }),
    });
  const { _: typed, '--': behind, $0: _program, ...options } = await parser.parseAsync([...argv]);
  const words = typed.map(String);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    words: [
      ...words.filter(word => !isOption(word)),
      ...(Array.isArray(behind) ? behind.map(String) : []),
    ],
    options: new Map(given),
    unknown: words.filter(isOption),
  };
}

/** A dash alone is a word. */
const isOption = (word: string): boolean => word.startsWith('-') && word !== '-';

/**
 * yargs takes `--json=anything` for a no, and the word behind a flag for its value if it is `true`
 * or `false`. Throws UsageMistake.
 */
export function refuseFlagValues(
  argv: readonly string[],
  known: readonly OptionDefinition[],
): void {
  for (const [at, word] of argv.entries()) {
    if (word === '--') return;
    const [, name, value] = /^--?([^=]+)(=.*)?$/s.exec(word) ?? [];
    const flag = known.find(
      each => each.kind === 'flag' && (each.name === name || each.short === name),
    );
    if (!flag || (value === undefined && !/^(?:true|false)$/.test(argv[at + 1] ?? ''))) continue;
    const option = `--${flag.name}`;
    throw new UsageMistake({ en: `${option} takes no value.`, ru: `У ${option} нет значения.` });
  }
}

/** Checks a line against the command that it names. Throws UsageMistake. */
export function argumentsOf(command: Command, line: TypedLine): Arguments {
  const definitions = [...command.options, ...COMMON_OPTIONS];
  refuseUnknown(command.name, line, definitions);
  for (const [name, value] of line.options) {
    const definition = definitions.find(each => each.name === name);
    if (definition) checkValue(definition, value);
  }
  const operands = line.words.slice(command.name.split(' ').length);
  checkOperands(command, operands);
  const text = (name: string): string | undefined => {
    const value = line.options.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    operands,
    flag: name => line.options.get(name) === true,
    text,
    list: name => text(name)?.split(',') ?? [],
    count: name => (text(name) === undefined ? undefined : Number(text(name))),
  };
}

/** Throws UsageMistake for an option that `owner` (a command, or the program) does not take. */
export function refuseUnknown(
  owner: string,
  line: Pick<TypedLine, 'options' | 'unknown'>,
  definitions: readonly OptionDefinition[],
): void {
  const names = definitions.map(each => each.name);
  const others = [...line.options.keys()].filter(name => !names.includes(name));
  const spelled = others.map(name => (name.length === 1 ? `-${name}` : `--${name}`));
  const [option] = [...line.unknown, ...spelled];
  if (option === undefined) return;
  const name = option.replace(/(?<=[^-=])=.*$/s, '');
  const meant = closest(name.replace(/^-+/, ''), names);
  const help = helpOf(owner);
  throw new UsageMistake({
    en: `"${owner}" knows no option ${name}.${meant ? ` Did you mean --${meant}?` : ` See ${help}.`}`,
    ru: `«${owner}» не знает ключа ${name}.${meant ? ` Возможно, --${meant}?` : ` См. ${help}.`}`,
  });
}

const helpOf = (owner: string): string =>
  owner === PROGRAM ? `${PROGRAM} --help` : `${PROGRAM} ${owner} --help`;

function checkValue(definition: OptionDefinition, value: unknown): void {
  const option = `--${definition.name}`;
  if (Array.isArray(value))
    throw new UsageMistake({
      en: `${option} may be given once.`,
      ru: `${option} задаётся один раз.`,
    });
  if (definition.kind === 'flag') return;
  if (typeof value !== 'string' || value === '')
    throw new UsageMistake({ en: `${option} needs a value.`, ru: `Для ${option} нужно значение.` });
  const parts = definition.list ? value.split(',') : [value];
  for (const part of parts) checkPart(definition, option, part);
}

function checkPart(definition: OptionDefinition, option: string, part: string): void {
  const { kind, values } = definition;
  if (kind === 'count' && !/^[1-9]\d{0,8}$/.test(part))
    throw new UsageMistake({
      en: `${option} needs a whole number above 0, not "${part}".`,
      ru: `Для ${option} нужно целое число больше 0, а не «${part}».`,
    });
  if (kind === 'id') checkId(option, part);
  if (values && !values.includes(part)) throw notAllowed(option, part, values);
}

/** An object's number in BILLmanager's database. */
function checkId(what: string, value: string): void {
  if (/^[1-9]\d{0,17}$/.test(value)) return;
  throw new UsageMistake({
    en: `${what} is a number in BILLmanager, such as 117; "${value}" is none.`,
    ru: `${what} — номер в BILLmanager, например 117; «${value}» не номер.`,
  });
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { operand, name } = command;
  const extra = operands[operand ? (operand.many ? operands.length : 1) : 0];
  if (extra !== undefined)
    throw new UsageMistake({
      en: `Unexpected word "${extra}" after "${name}". See ${helpOf(name)}.`,
      ru: `Лишнее слово «${extra}» после «${name}». См. ${helpOf(name)}.`,
    });
  const first = operands[0];
  if (operand?.required && first === undefined) throw operandMissing(command);
  if (first === undefined) return;
  if (operand?.kind === 'id') checkId(operand.name, first);
  if (operand?.values && !operand.values.includes(first))
    throw notAllowed(operand.name, first, operand.values);
}

/** The word behind a command is missing. */
export function operandMissing({ name, operand }: Pick<Command, 'name' | 'operand'>): UsageMistake {
  const what = `${operand?.name ?? ''}${operand?.values ? `: ${operand.values.join(', ')}` : ''}`;
  return new UsageMistake({
    en: `"${name}" needs ${what}. See ${helpOf(name)}.`,
    ru: `Для «${name}» нужно ${what}. См. ${helpOf(name)}.`,
  });
}

function notAllowed(what: string, value: string, values: readonly string[]): UsageMistake {
  const meant = closest(value, values);
  const all = values.join(', ');
  return new UsageMistake({
    en: `${what} does not take "${value}"; allowed: ${all}.${meant ? ` Did you mean "${meant}"?` : ''}`,
    ru: `${what} не принимает «${value}»; допустимо: ${all}.${meant ? ` Возможно, «${meant}»?` : ''}`,
  });
}

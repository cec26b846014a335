import { closest } from '../../base/closest.ts';
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
}

/**
 * Parts words from options. `known` is what any command takes: it says which options have a value.
 * Throws UsageMistake for a flag with one.
 */
export async function readLine(
  argv: readonly string[],
  known: readonly OptionDefinition[],
): Promise<TypedLine> {
  refuseFlagValues(argv, known);
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
      'short-option-groups': false,
      'strip-aliased': true,
    });
  for (const { name, short, kind } of known)
    parser.option(name, {
      type: kind === 'flag' ? 'boolean' : 'string',
      requiresArg: false,
      ...(short === undefined ? {} : { alias: short }),
    });
  const { _: words, $0: _program, ...options } = await parser.parseAsync([...argv]);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { words: words.map(String), options: new Map(given) };
}

/** yargs takes `--json=anything` for a no. */
function refuseFlagValues(argv: readonly string[], known: readonly OptionDefinition[]): void {
  for (const word of argv) {
    if (word === '--') return;
    const name = /^--?([^=]+)=/.exec(word)?.[1];
    if (name === undefined) continue;
    const flag = known.find(
      each => each.kind === 'flag' && (each.name === name || each.short === name),
    );
    if (!flag) continue;
    const option = `--${flag.name}`;
    throw new UsageMistake({ en: `${option} takes no value.`, ru: `У ${option} нет значения.` });
  }
}

/** Checks a line against the command that it names. Throws UsageMistake. */
export function argumentsOf(command: Command, line: TypedLine): Arguments {
  const definitions = [...command.options, ...COMMON_OPTIONS];
  for (const [name, value] of line.options) {
    const definition = definitions.find(each => each.name === name);
    if (!definition) throw unknownOption(command.name, name, definitions);
    checkValue(definition, value);
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
  if (values && !values.includes(part)) throw notAllowed(option, part, values);
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const { operand, name } = command;
  const extra = operands[operand ? (operand.many ? operands.length : 1) : 0];
  if (extra !== undefined)
    throw new UsageMistake({
      en: `"${extra}" is too much behind "${name}".`,
      ru: `«${extra}» — лишнее слово после «${name}».`,
    });
  const first = operands[0];
  if (operand?.required && first === undefined)
    throw new UsageMistake({
      en: `"${name}" needs ${operand.name}${operand.values ? `: ${operand.values.join(', ')}` : ''}.`,
      ru: `Для «${name}» нужно ${operand.name}${operand.values ? `: ${operand.values.join(', ')}` : ''}.`,
    });
  if (operand?.values && first !== undefined && !operand.values.includes(first))
    throw notAllowed(operand.name, first, operand.values);
}

function notAllowed(what: string, value: string, values: readonly string[]): UsageMistake {
  const meant = closest(value, values);
  const all = values.join(', ');
  return new UsageMistake({
    en: `${what} does not take "${value}"; allowed: ${all}.${meant ? ` Did you mean "${meant}"?` : ''}`,
    ru: `${what} не принимает «${value}»; допустимо: ${all}.${meant ? ` Возможно, «${meant}»?` : ''}`,
  });
}

/** A mistyped option; `owner` is the command that does not know it. */
export function unknownOption(
  owner: string,
  name: string,
  definitions: readonly OptionDefinition[],
): UsageMistake {
  const option = name.length === 1 ? `-${name}` : `--${name}`;
  const meant = closest(
    name,
    definitions.map(each => each.name),
  );
  return new UsageMistake({
    en: `"${owner}" knows no option ${option}.${meant ? ` Did you mean --${meant}?` : ''}`,
    ru: `«${owner}» не знает ключа ${option}.${meant ? ` Возможно, --${meant}?` : ''}`,
  });
}

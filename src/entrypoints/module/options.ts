/** One option of a processing module's call (docs/reference/processing-module.md, "The call"). */
export interface CallOption {
  readonly short?: string;
  readonly numeric?: true;
  readonly help: string;
}

/** The one definition of the options: parsing, validation and help read it. */
export const CALL_OPTIONS = {
  command: { short: 'c', help: 'what to do' },
  item: { short: 'i', numeric: true, help: 'id of the service' },
  module: { short: 'm', numeric: true, help: 'id of the processing module' },
  runningoperation: { numeric: true, help: 'id of the running operation' },
  subcommand: { help: 'part of a command' },
  id: { help: 'object of a subcommand' },
  itemtype: { short: 't', help: 'product type' },
  intname: { help: 'internal name' },
  param: { help: 'parameter to check' },
  value: { help: 'value to check' },
  level: { numeric: true, help: 'level of the caller' },
  addon: { short: 'a', numeric: true, help: 'id of an addon' },
  lang: { short: 'l', help: 'language of messages: en or ru' },
  searchstring: { help: 'what to import' },
  userid: { numeric: true, help: 'id of a user' },
  password: { help: 'password of a user' },
} as const satisfies Record<string, CallOption>;

export type CallOptionName = keyof typeof CALL_OPTIONS;

export interface ParsedCall {
  readonly command: string;
  readonly options: Readonly<Partial<Record<CallOptionName, string>>>;
  /** Words of the classic form behind the command: `open 117`. */
  readonly words: readonly string[];
  /** Options that this version does not know: newer panels pass more. */
  readonly unknown: readonly string[];
}

/**
 * Reads both forms of a call: `--command open --item 117` and `open 117`; a value may be in the
 * same word: `--item=117`, `-i117`. Never throws; the caller checks what is missing. Parsed by
 * hand, because `node:util` would cost most of a millisecond at each start.
 */
export function parseCall(argv: readonly string[]): ParsedCall {
  const options: Partial<Record<CallOptionName, string>> = {};
  const unknown: string[] = [];
  const words: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') {
      words.push(...argv.slice(at + 1));
      break;
    }
    const option = word.startsWith('--') ? longOption(word) : shortOption(word);
    if (option === null) {
      words.push(word);
    } else if (option.name === null) {
      unknown.push(option.raw);
    } else if (option.value !== null) {
      options[option.name] = option.value;
    } else {
      at += 1;
      options[option.name] = argv[at] ?? '';
    }
  }
  const { command, ...rest } = options;
  if (command !== undefined) return { command, options: rest, words: [], unknown };
  return { command: words[0] ?? '', options: rest, words: words.slice(1), unknown };
}

/** An option in one word of a call; without a `value` the next word is its value. */
interface OptionWord {
  /** null: this version does not know it. */
  readonly name: CallOptionName | null;
  readonly raw: string;
  readonly value: string | null;
}

function longOption(word: string): OptionWord {
  const equals = word.indexOf('=');
  const raw = equals < 0 ? word : word.slice(0, equals);
  const name = raw.slice('--'.length);
  return {
    name: isCallOption(name) ? name : null,
    raw,
    value: equals < 0 ? null : word.slice(equals + 1),
  };
}

/** null for a plain word; a dash alone is one. */
function shortOption(word: string): OptionWord | null {
  if (!word.startsWith('-') || word === '-') return null;
  const raw = word.slice(0, '-x'.length);
  const rest = word.slice(raw.length).replace(/^=/, '');
  return { name: SHORT_NAMES.get(raw) ?? null, raw, value: word === raw ? null : rest };
}

const isCallOption = (name: string): name is CallOptionName => Object.hasOwn(CALL_OPTIONS, name);

const SHORT_NAMES: ReadonlyMap<string, CallOptionName> = new Map(
  Object.entries(CALL_OPTIONS).flatMap(([name, { short }]: [string, CallOption]) =>
    short === undefined || !isCallOption(name) ? [] : [[`-${short}`, name]],
  ),
);

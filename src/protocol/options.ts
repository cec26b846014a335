import { parseArgs } from 'node:util';

/** One option of a processing module's call (processing-module.md, "The call"). */
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

/** Reads both forms of a call: `--command open --item 117` and `open 117`. Never throws; what is missing is for the caller to judge. */
export function parseCall(argv: readonly string[]): ParsedCall {
  const { tokens } = parseArgs({ args: [...argv], options: PARSE_OPTIONS, strict: false, tokens: true });
  const options: Partial<Record<CallOptionName, string>> = {};
  const unknown: string[] = [];
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    if (isCallOption(token.name)) options[token.name] = token.value ?? '';
    else unknown.push(token.rawName);
  }
  const { command, ...rest } = options;
  if (command !== undefined) return { command, options: rest, words: [], unknown };
  return { command: words[0] ?? '', options: rest, words: words.slice(1), unknown };
}

const isCallOption = (name: string): name is CallOptionName => Object.hasOwn(CALL_OPTIONS, name);

const PARSE_OPTIONS = Object.fromEntries(
  Object.entries(CALL_OPTIONS).map(([name, option]: [string, CallOption]) => [
    name,
    { type: 'string' as const, ...(option.short === undefined ? {} : { short: option.short }) },
  ]),
);

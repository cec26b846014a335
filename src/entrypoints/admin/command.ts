import type { Language } from '../../base/fault-types.ts';
import type { LocalizedText } from '../../base/localized-text.ts';
import type { Arguments } from './arguments.ts';

/** docs/cli.md, "Exit codes". */
export const EXIT = { fine: 0, trouble: 1, usage: 2 } as const;

export interface OptionDefinition {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** flag: takes no value. count: a whole number above 0. id: an object's number in BILLmanager. */
  readonly kind: 'flag' | 'text' | 'count' | 'id';
  /** The only values that are allowed. */
  readonly values?: readonly string[];
  /** Several values parted by commas. */
  readonly list?: true;
  /** What the help calls the value. */
  readonly placeholder?: string;
  readonly summary: LocalizedText;
}

/** A word behind the command: `completion bash`. */
export interface OperandDefinition {
  readonly name: string;
  readonly kind?: 'id';
  readonly values?: readonly string[];
  readonly required: boolean;
  readonly many?: true;
}

export interface Example {
  /** What is typed behind the program's name. */
  readonly words: string;
  readonly meaning: LocalizedText;
}

/** What help and completion know of a command. */
export interface CommandText {
  /** One or two words: `licenses`, `conf check`. */
  readonly name: string;
  readonly summary: LocalizedText;
  /**
   * It may buy, change or delete: it is suggested for nothing but a plain misspelling of itself.
   */
  readonly changes?: true;
}

/** A command as data: parsing, help, completion and the documentation's test all read it. */
export interface Command extends CommandText {
  /** More than the summary says, for the command's own help. */
  readonly details?: LocalizedText;
  /** It answers without a manager root. */
  readonly rootless?: true;
  readonly operand?: OperandDefinition;
  readonly options: readonly OptionDefinition[];
  readonly examples: readonly Example[];
  /**
   * Throws UsageMistake for what the definition above does not tell: options that belong together.
   */
  check?(args: Arguments): void;
  /**
   * Returns the exit code. Throws Fault; whatever it throws is told on standard error and is exit
   * code 1.
   */
  run(args: Arguments, ctx: CliContext): Promise<number>;
}

/** Where text goes. */
export interface Screen {
  write(text: string): unknown;
  /** Width of the terminal; null when the output is no terminal. */
  readonly columns: number | null;
  /** May text be set in bold? */
  readonly styled: boolean;
}

export interface CliContext {
  /** Manager root, absolute. */
  readonly root: string;
  readonly language: Language;
  readonly stdout: Screen;
  readonly stderr: Screen;
  now(): Date;
}

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly OptionDefinition[] = [
  {
    name: 'help',
    short: 'h',
    kind: 'flag',
    summary: { en: 'show this help', ru: 'показать эту справку' },
  },
  {
    name: 'lang',
    short: 'l',
    kind: 'text',
    values: ['en', 'ru'],
    summary: {
      en: 'language of the messages (default: by LC_ALL, LC_MESSAGES, LANG)',
      ru: 'язык сообщений (по умолчанию: по LC_ALL, LC_MESSAGES, LANG)',
    },
  },
];

export const JSON_OPTION: OptionDefinition = {
  name: 'json',
  kind: 'flag',
  summary: { en: 'answer as JSON, for programs', ru: 'ответ в JSON, для программ' },
};

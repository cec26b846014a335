import type { Argv } from 'yargs';
import { FLAG, TEXT } from '../../base/command-line/typed-line.ts';
import type { Language, LocalizedText } from '../../base/localized-text.ts';

/** docs/cli.md, "Exit codes". */
export const EXIT = { fine: 0, trouble: 1, usage: 2 } as const;

/** A text in the caller's language. */
export type Say = (text: LocalizedText) => string;

/** A command as in yargs, plus the language and what it works with. */
export interface Command<Args = unknown> {
  /** The name, and the words after it: `completion [SHELL]`. */
  readonly command: string;
  readonly describe: LocalizedText;
  /** It works without a manager root. */
  readonly rootless?: true;
  /** Options, what they go together with, examples. */
  builder(yargs: Argv, say: Say): Argv<Args>;
  /**
   * Returns the exit code; loads what it works with. Throws Fault; any error is reported on
   * standard error with exit code 1.
   */
  handler(args: Args, ctx: CliContext): Promise<number>;
}

/** Commands that share their first word: `conf check`. */
export interface CommandGroup {
  readonly command: string;
  readonly describe: LocalizedText;
  readonly commands: readonly Command[];
}

/** Gives the handler's arguments the types of the builder. */
export const defineCommand = <Args>(command: Command<Args>): Command<Args> => command;

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
  /** Asks the person at the terminal for a word; null if there is nobody. */
  ask?(question: string): Promise<string | null>;
}

/** Several values separated by commas. */
export const LIST = { ...TEXT, coerce: (text: string) => text.split(',') } as const;

/** An object's number in BILLmanager's database, such as 117: a text without leading zero. */
export const idOption = (say: Say) => ({
  ...TEXT,
  coerce: (text: string): string => {
    if (/^[1-9]\d{0,17}$/.test(text)) return text;
    throw new Error(
      say({
        en: `A number in BILLmanager, such as 117, is needed; "${text}" is none`,
        ru: `Нужен номер в BILLmanager, например 117; «${text}» не номер`,
      }),
    );
  },
});

/** A whole number above 0. */
export const countOption = (say: Say) => ({
  ...TEXT,
  coerce: (text: string): number => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new Error(
      say({
        en: `A whole number above 0 is needed, not "${text}"`,
        ru: `Нужно целое число больше 0, а не «${text}»`,
      }),
    );
  },
});

export const jsonOption = (say: Say) => ({
  ...FLAG,
  describe: say({ en: 'answer as JSON, for programs', ru: 'ответ в JSON, для программ' }),
});

import { closest } from '../../src/base/closest.ts';

/** The command line makes no sense: nothing was done, exit code 2. */
export class Slip extends Error {}

/** Options without a value, of all commands. */
const FLAGS: ReadonlySet<string> = new Set(['--json', '--reset', '--help', '-h']);

/** What yargs takes without a word, or stumbles over. Throws Slip. */
export function refuseSlips(words: readonly string[]): void {
  for (const [at, word] of words.entries()) {
    if (word === '--') return;
    const [option = '', value] = word.split('=', 2);
    if (FLAGS.has(option) && (value !== undefined || /^(?:true|false)$/.test(words[at + 1] ?? '')))
      throw new Slip(`${option} takes no value`);
    // yargs looks names up in objects that have inherited these
    if (word.startsWith('-') && option.replace(/^-+/, '') in {})
      throw new Slip(`Unknown argument: ${option}`);
  }
}

/** For yargs' `check`: a number that is none. Throws Slip. */
export function refuseNoNumbers(given: Readonly<Record<string, unknown>>): true {
  const bad = Object.keys(given).find(name => [given[name]].flat().some(Number.isNaN));
  if (bad !== undefined) throw new Slip(`${bad} needs a number`);
  return true;
}

/**
 * The slip with what was probably meant, a command or an option that differs by one letter, else
 * where to read. `help` answers the help on a command, in which the names stand.
 */
export async function withHint(
  words: readonly string[],
  slip: Slip,
  help: (command: readonly string[]) => Promise<string>,
): Promise<string> {
  const [, wrong = ''] = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(slip.message) ?? [];
  const end = words.findIndex(word => word.startsWith('-') || word === wrong);
  const command = words.slice(0, end < 0 ? words.length : end);
  const isWord = words.includes(wrong) && !wrong.startsWith('-');
  const text = wrong === '' ? '' : await help(command);
  const meant = isWord
    ? closest(
        wrong,
        namesIn(text, new RegExp(`^ +${['cpbillmgr sandbox', ...command].join(' ')} (\\S+)`, 'gm')),
        1,
      )
    : closest(wrong.replace(/^-+/, ''), namesIn(text, /--([a-z]+)/g), 1);
  const where = ['cpbillmgr sandbox', ...command.slice(0, 1)].join(' ');
  if (meant === null) return `${slip.message}. See ${where} --help.`;
  return `${slip.message}. Did you mean "${isWord ? '' : '--'}${meant}"?`;
}

const namesIn = (text: string, name: RegExp): readonly string[] =>
  [...text.matchAll(name)].map(match => match[1] ?? '');

import { closest } from '../../base/closest.ts';
import { PROGRAM } from '../../base/names.ts';
import type { Command } from './command.ts';
import { ALL_TEXTS, COMMANDS, MODULE_COMMANDS } from './commands.ts';
import { SANDBOX } from './sandbox-text.ts';
import { UsageMistake } from './usage-mistake.ts';

/**
 * The command whose words the line begins with. Throws UsageMistake, with what was probably meant.
 */
export function requireCommand(words: readonly string[]): Command {
  const command = findCommand(words);
  if (command) return command;
  const [first = ''] = words;
  const parts = COMMANDS.filter(each => each.name.startsWith(`${first} `));
  if (parts.length > 0 && words.length === 1) {
    const names = parts.map(each => `"${each.name}"`).join(', ');
    throw new UsageMistake({
      en: `"${first}" needs another word: ${names}.`,
      ru: `После «${first}» нужно ещё слово: ${names}.`,
    });
  }
  if (first === SANDBOX.name)
    throw new UsageMistake({
      en: `"${first}" comes first: ${PROGRAM} ${first} ...`,
      ru: `«${first}» ставится первым: ${PROGRAM} ${first} ...`,
    });
  const meant = suggestion(words.slice(0, 2).join(' ')) ?? suggestion(first);
  throw new UsageMistake({
    en: `There is no command "${first}".${meant ? ` Did you mean "${meant}"?` : ` See ${PROGRAM} --help.`}`,
    ru: `Команды «${first}» нет.${meant ? ` Возможно, «${meant}»?` : ` См. ${PROGRAM} --help.`}`,
  });
}

export function findCommand(words: readonly string[]): Command | null {
  const all = [...COMMANDS, ...MODULE_COMMANDS];
  return (
    all.find(command => command.name.split(' ').every((word, index) => words[index] === word)) ??
    null
  );
}

/**
 * Whoever follows a suggestion without a thought must not buy or delete by it: such a command is
 * named for one wrong letter of it.
 */
function suggestion(typed: string): string | null {
  const harmless = ALL_TEXTS.filter(each => each.changes !== true).map(each => each.name);
  const changing = ALL_TEXTS.filter(each => each.changes === true).map(each => each.name);
  return closest(typed, [...harmless, ...changing], 1) ?? closest(typed, harmless);
}

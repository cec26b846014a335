import { closest } from '../../base/closest.ts';
import { PROGRAM } from '../../base/names.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { CRON_AND_TRIAL, MODULE_COMMANDS } from './elsewhere.ts';
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
  if (isElsewhere(first))
    throw new UsageMistake({
      en: `"${first}" comes first: ${PROGRAM} ${first} ...`,
      ru: `«${first}» ставится первым: ${PROGRAM} ${first} ...`,
    });
  const names = [...COMMANDS, ...CRON_AND_TRIAL, ...MODULE_COMMANDS].map(each => each.name);
  const meant = closest(words.slice(0, 2).join(' '), names) ?? closest(first, names);
  throw new UsageMistake({
    en: `There is no command "${first}".${meant ? ` Did you mean "${meant}"?` : ` See ${PROGRAM} --help.`}`,
    ru: `Команды «${first}» нет.${meant ? ` Возможно, «${meant}»?` : ` См. ${PROGRAM} --help.`}`,
  });
}

export function findCommand(words: readonly string[]): Command | null {
  return (
    COMMANDS.find(command =>
      command.name.split(' ').every((word, index) => words[index] === word),
    ) ?? null
  );
}

export function isElsewhere(word: string): boolean {
  return [...CRON_AND_TRIAL, ...MODULE_COMMANDS].some(each => each.name === word);
}

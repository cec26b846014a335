import { PROGRAM } from '../../base/names.ts';
import type { CommandRow } from '../../billmanager/command-table.ts';
import { COMMON_OPTIONS, type Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { CRON_AND_TRIAL, MODULE_COMMANDS } from './elsewhere.ts';

/**
 * A completion script for a shell, made from the definitions of the commands: it starts nothing
 * when a key is pressed.
 */
export function completionScript(shell: string): string {
  if (shell === 'fish') return fishScript();
  return shell === 'zsh'
    ? `autoload -U +X bashcompinit && bashcompinit\n${bashScript()}`
    : bashScript();
}

const firstWords = (): readonly string[] => [
  ...new Set(
    [...COMMANDS, ...CRON_AND_TRIAL, ...MODULE_COMMANDS].map(each => each.name.split(' ')[0] ?? ''),
  ),
];

/**
 * What may follow the words typed so far: the second word of a command, its operand, its options.
 */
function followers(command: Command): readonly string[] {
  const options = [...command.options, ...COMMON_OPTIONS].map(each => `--${each.name}`);
  return [...(command.operand?.values ?? []), ...options];
}

/** Options of a command of BILLmanager. */
const argumentsOf = ({ required, optional }: CommandRow): readonly string[] => [
  ...required,
  ...(optional ?? []),
];

/** Each case is `words typed so far|the word before the cursor`. */
function bashScript(): string {
  const answer = (pattern: string, words: readonly string[]): string =>
    `    ${pattern}) candidates="${words.join(' ')}" ;;`;
  const commonValues = COMMON_OPTIONS.flatMap(option =>
    option.values ? [answer(`*"|--${option.name}"`, option.values)] : [],
  );
  const values = COMMANDS.flatMap(command =>
    command.options
      .filter(option => option.kind !== 'flag')
      .map(option => answer(`" ${command.name}"*"|--${option.name}"`, option.values ?? [])),
  );
  const commands = COMMANDS.map(command => answer(`" ${command.name}"*"|"*`, followers(command)));
  const moduleCommands = MODULE_COMMANDS.map(command => {
    const options = [...argumentsOf(command), 'lang'].map(name => `--${name}`);
    return answer(`" ${command.name}"*"|"*`, options);
  });
  const halves = COMMANDS.flatMap(({ name }) => {
    const [first, second] = name.split(' ');
    return second === undefined ? [] : [answer(`" ${first}|"*`, [second])];
  });
  return `# completion of ${PROGRAM} for bash
_${PROGRAM}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words="" candidates="" i
  if [ "$current" = "=" ]; then current=""; elif [ "$before" = "=" ]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in -* | =) ;; *) words="$words \${COMP_WORDS[i]}" ;; esac
  done
  case "$words|$before" in
${[...commonValues, ...values, ...commands, ...moduleCommands, ...halves].join('\n')}
${answer('"|"*', [...firstWords(), '--help', '--version', '--lang'])}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -F _${PROGRAM} ${PROGRAM}
`;
}

function fishScript(): string {
  const lines = [`# completion of ${PROGRAM} for fish`, `complete -c ${PROGRAM} -f`];
  for (const each of [...CRON_AND_TRIAL, ...MODULE_COMMANDS])
    lines.push(fishLine('__fish_use_subcommand', `-a ${each.name}`, each.summary.en));
  for (const command of MODULE_COMMANDS)
    for (const option of argumentsOf(command))
      lines.push(fishLine(`__fish_seen_subcommand_from ${command.name}`, `-l ${option} -x`, ''));
  for (const command of COMMANDS) {
    const [first = '', second] = command.name.split(' ');
    lines.push(fishLine('__fish_use_subcommand', `-a ${first}`, command.summary.en));
    const within = `__fish_seen_subcommand_from ${first}`;
    if (second !== undefined) lines.push(fishLine(within, `-a ${second}`, command.summary.en));
    if (command.operand?.values)
      lines.push(fishLine(within, `-a '${command.operand.values.join(' ')}'`, ''));
    for (const option of [...command.options, ...COMMON_OPTIONS]) {
      const value =
        option.kind === 'flag'
          ? ''
          : ` -x${option.values ? ` -a '${option.values.join(' ')}'` : ''}`;
      const short = option.short ? ` -s ${option.short}` : '';
      lines.push(fishLine(within, `-l ${option.name}${short}${value}`, option.summary.en));
    }
  }
  return `${lines.join('\n')}\n`;
}

function fishLine(condition: string, what: string, summary: string): string {
  const description = summary === '' ? '' : ` -d '${summary.replaceAll("'", "\\'")}'`;
  return `complete -c ${PROGRAM} -n '${condition}' ${what}${description}`;
}

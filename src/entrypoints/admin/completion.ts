import { PROGRAM } from '../../base/names.ts';
import { COMMON_OPTIONS, type Command } from './command.ts';
import { ALL_TEXTS, COMMANDS, MODULE_COMMANDS } from './commands.ts';
import { SANDBOX } from './sandbox-text.ts';

const TYPED: readonly Command[] = [...COMMANDS, ...MODULE_COMMANDS];

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
  ...new Set(ALL_TEXTS.map(each => each.name.split(' ')[0] ?? '')),
];

/**
 * What may follow the words typed so far: the second word of a command, its operand, its options.
 */
function followers(command: Command): readonly string[] {
  const options = [...command.options, ...COMMON_OPTIONS].map(each => `--${each.name}`);
  return [...(command.operand?.values ?? []), ...options];
}

/** Each case is `words typed so far|the word before the cursor`. */
function bashScript(): string {
  const answer = (pattern: string, words: readonly string[]): string =>
    `    ${pattern}) candidates="${words.join(' ')}" ;;`;
  const commonValues = COMMON_OPTIONS.flatMap(option =>
    option.values ? [answer(`*"|--${option.name}"`, option.values)] : [],
  );
  const values = TYPED.flatMap(command =>
    command.options
      .filter(option => option.kind !== 'flag')
      .map(option => answer(`" ${command.name}"*"|--${option.name}"`, option.values ?? [])),
  );
  const commands = TYPED.map(command => answer(`" ${command.name}"*"|"*`, followers(command)));
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
${[...commonValues, ...values, ...commands, ...halves].join('\n')}
${answer('"|"*', [...firstWords(), '--help', '--version', '--lang'])}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -F _${PROGRAM} ${PROGRAM}
`;
}

function fishScript(): string {
  const lines = [`# completion of ${PROGRAM} for fish`, `complete -c ${PROGRAM} -f`];
  lines.push(fishLine('__fish_use_subcommand', `-a ${SANDBOX.name}`, SANDBOX.summary.en));
  for (const command of TYPED) {
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

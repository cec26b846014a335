import { PROGRAM } from '../base/names.ts';
import { isCommand, rowOf } from '../billmanager/command-table.ts';
import { commandOption } from './command-option.ts';

/** What every entrypoint offers. `run` writes its own output and returns the exit code. */
export interface Entrypoint {
  run(argv: readonly string[], startedAs: string): Promise<number>;
}

type EntrypointName = 'features' | 'module' | 'admin' | 'sandbox';
export type Entrypoints = Readonly<Record<EntrypointName, () => Promise<Entrypoint>>>;

/**
 * The entrypoints of a call. Each is loaded only when a call uses it: in the compiled executable
 * each `import()` is a chunk of its own. checkevent and the gateway are commands that a person may
 * type as well (src/entrypoints/admin).
 */
export const ENTRYPOINTS: Entrypoints = {
  features: () => import('../entrypoints/module/features.ts'),
  module: () => import('../entrypoints/module/entrypoint.ts'),
  admin: () => import('../entrypoints/admin/entrypoint.ts'),
  sandbox: () => import('../../sandbox/entrypoint.ts'),
};

/**
 * Chooses the entrypoint of a call. `startedAs` is the name that the executable was started under
 * (a link's name), `argv` what followed it: `--command open --item 117`, `-c open -i 117` and `open
 * 117` ask for the same.
 */
export function chooseEntrypoint(startedAs: string, argv: readonly string[]): EntrypointName {
  if (isForSandbox(argv)) return 'sandbox';
  return startedAs.startsWith('pm') ? entrypointOfModule(argv) : entrypointOfPerson(argv);
}

/**
 * The sandbox reads its own lines. They begin with its name, after a word for help or completion at
 * most (base/command-line/typed-line.ts, which would load yargs here).
 */
const isForSandbox = (argv: readonly string[]): boolean =>
  argv.find(word => !MAY_COME_FIRST.has(word)) === 'sandbox';

const MAY_COME_FIRST: ReadonlySet<string> = new Set([
  'help',
  '--help',
  '-h',
  '--get-yargs-completions',
  PROGRAM,
]);

/**
 * BILLmanager starts a module, pmNAME. Newer panels pass options that we do not know, so both forms
 * are read leniently.
 */
function entrypointOfModule(argv: readonly string[]): EntrypointName {
  const [first = ''] = argv;
  const isWord = first !== '' && !first.startsWith('-');
  const command = isWord ? undefined : commandOption(argv);
  if (command !== undefined) return entrypointOf(command);
  if (asksHelp(argv)) return 'admin';
  return isWord && !isCommand(first) ? 'admin' : entrypointOf(first);
}

/**
 * Under any other name a person started it, or wrote it into a crontab: it is read strictly, so
 * that nothing unintended is done. To be read like BILLmanager, begin with `--command` as it does.
 */
function entrypointOfPerson(argv: readonly string[]): EntrypointName {
  const isCall = /^(?:--command|-c)(?:=|$)/.test(argv[0] ?? '');
  return isCall && !asksHelp(argv) ? entrypointOf(commandOption(argv) ?? '') : 'admin';
}

/**
 * A word that is no command of BILLmanager's goes to the module, which refuses it in its own
 * format.
 */
const entrypointOf = (command: string): EntrypointName =>
  (isCommand(command) && rowOf(command).entrypoint) || 'module';

/** Help is help, and nothing else is done. */
const asksHelp = (argv: readonly string[]): boolean =>
  argv.includes('--help') || argv.includes('-h') || argv[0] === '--version';

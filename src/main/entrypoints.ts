import { isCommand, rowOf } from '../billmanager/command-table.ts';
import { commandOption } from './command-option.ts';

/** What every entrypoint offers. `run` writes its own output and returns the exit code. */
export interface Entrypoint {
  run(argv: readonly string[], startedAs: string): Promise<number>;
}

export type EntrypointName =
  | 'features'
  | 'module'
  | 'cron'
  | 'admin'
  | 'gateway'
  | 'sandbox'
  | 'mgrctl';
export type Entrypoints = Readonly<Record<EntrypointName, () => Promise<Entrypoint>>>;

/**
 * Where a call may come in. What stands behind an entrypoint is loaded only when a call comes in
 * there: in the compiled executable each `import()` is a chunk of its own.
 */
export const ENTRYPOINTS: Entrypoints = {
  features: () => import('../entrypoints/module/features.ts'),
  module: () => import('../entrypoints/module/entrypoint.ts'),
  cron: () => import('../entrypoints/cron/entrypoint.ts'),
  admin: () => import('../entrypoints/admin/entrypoint.ts'),
  gateway: () => import('../entrypoints/gateway/entrypoint.ts'),
  sandbox: () => import('../../sandbox/entrypoint.ts'),
  mgrctl: () => import('../../sandbox/mgrctl.ts'),
};

/** Plain words for people and cron that have an entrypoint of their own. */
const WORDS: ReadonlyMap<string, EntrypointName> = new Map([
  ['checkevent', 'cron'],
  ['serve', 'gateway'],
  ['sandbox', 'sandbox'],
]);

/**
 * A person who asks for these gets the administrator's help, by whatever name the executable was
 * started.
 */
const HELP: ReadonlySet<string> = new Set(['--help', '-h', '--version']);

/**
 * Which entrypoint a call is for. `startedAs` is the name that the executable was started under
 * (a link's name), `argv` what followed it: `--command open --item 117`, `-c open -i 117` and
 * `open 117` are the same call.
 */
export function chooseEntrypoint(startedAs: string, argv: readonly string[]): EntrypointName {
  if (startedAs === 'mgrctl') return 'mgrctl';
  const first = argv[0] ?? '';
  if (first !== '' && !first.startsWith('-')) return entrypointOfWord(first);
  const command = commandOption(argv);
  if (command !== undefined) return entrypointOfCommand(command);
  const asModule = startedAs.startsWith('pm') && !HELP.has(first);
  return asModule ? 'module' : 'admin';
}

function entrypointOfWord(word: string): EntrypointName {
  return WORDS.get(word) ?? (isCommand(word) ? entrypointOfCommand(word) : 'admin');
}

/** One that is no command of BILLmanager's is refused as BILLmanager reads it. */
function entrypointOfCommand(command: string): EntrypointName {
  return (isCommand(command) && rowOf(command).entrypoint) || 'module';
}

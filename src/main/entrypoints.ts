import { commandOption } from '../runtime/cache-profile.ts';

/** What every door offers. `run` writes its own output and answers the exit code of the process. */
export interface Entrypoint {
  run(argv: readonly string[], startedAs: string): Promise<number>;
}

export type EntrypointName =
  | 'features'
  | 'protocol'
  | 'checkevent'
  | 'cli'
  | 'serve'
  | 'sandbox'
  | 'mgrctl';
export type Entrypoints = Readonly<Record<EntrypointName, () => Promise<Entrypoint>>>;

/**
 * The doors of the house. What stands behind a door is loaded only when a call comes in by it: in
 * the compiled executable each `import()` is a piece of its own.
 */
export const ENTRYPOINTS: Entrypoints = {
  features: () => import('../entrypoints/module/features.ts'),
  protocol: () => import('../entrypoints/module/entrypoint.ts'),
  checkevent: () => import('../entrypoints/cron/entrypoint.ts'),
  cli: () => import('../entrypoints/admin/entrypoint.ts'),
  serve: () => import('../entrypoints/gateway/entrypoint.ts'),
  sandbox: () => import('../../sandbox/entrypoint.ts'),
  mgrctl: () => import('../../sandbox/mgrctl.ts'),
};

/**
 * The commands of a processing module (processing-module.md, "Commands"), which the classic form
 * gives as plain words.
 */
const PROTOCOL_COMMANDS: ReadonlySet<string> = new Set([
  'check_connection',
  'tune_connection',
  'pricelist_dynamic_settings_tune',
  'open',
  'reopen',
  'suspend',
  'resume',
  'close',
  'prolong',
  'prolong_addon',
  'cancel_prolong',
  'setparam',
  'check_param',
  'check_addon',
  'gen_key',
  'sync_item',
  'sync_pricelist',
  'get_server_config',
  'sync_server',
  'import',
  'import_pricelist',
  'get_suitable_module',
  'transition_control_panel',
  'usercreate',
  'tuning_param',
  'stat',
  'getbalance',
]);

/** Plain words that have a door of their own. */
const WORDS: ReadonlyMap<string, EntrypointName> = new Map([
  ['features', 'features'],
  ['checkevent', 'checkevent'],
  ['serve', 'serve'],
  ['sandbox', 'sandbox'],
]);

/**
 * A person who asks for these gets the administrator's help, by whatever name the executable was
 * started.
 */
const HELP: ReadonlySet<string> = new Set(['--help', '-h', '--version']);

/**
 * Which door a call comes in by. `startedAs` is the name the executable was started under (a link's
 * name), `argv` what followed it: `--command open --item 117`, `-c open -i 117` and `open 117` are
 * the same call.
 */
export function chooseEntrypoint(startedAs: string, argv: readonly string[]): EntrypointName {
  if (startedAs === 'mgrctl') return 'mgrctl';
  const first = argv[0] ?? '';
  if (first !== '' && !first.startsWith('-')) return entrypointOfWord(first);
  const command = commandOption(argv);
  if (command !== undefined) return command === 'features' ? 'features' : 'protocol';
  const asModule = startedAs.startsWith('pm') && !HELP.has(first);
  return asModule ? 'protocol' : 'cli';
}

function entrypointOfWord(word: string): EntrypointName {
  return WORDS.get(word) ?? (PROTOCOL_COMMANDS.has(word) ? 'protocol' : 'cli');
}

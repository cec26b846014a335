import { commandOption } from '../runtime/cache-profile.ts';

/** What every door offers. `run` writes its own output and answers the exit code of the process. */
export interface Entrypoint {
  run(argv: readonly string[], startedAs: string): Promise<number>;
}

export type EntrypointName = 'features' | 'protocol' | 'cli' | 'sandbox' | 'mgrctl';
export type Entrypoints = Readonly<Record<EntrypointName, () => Promise<Entrypoint>>>;

/**
 * The doors by which a call comes in. What stands behind a door is loaded only when a call comes in
 * by it: in the compiled executable each is a piece of its own, and so are those that a person's
 * command leads to (src/entrypoints/admin).
 */
export const ENTRYPOINTS: Entrypoints = {
  features: () => import('../entrypoints/module/features.ts'),
  protocol: () => import('../entrypoints/module/entrypoint.ts'),
  cli: () => import('../entrypoints/admin/entrypoint.ts'),
  sandbox: () => import('../../sandbox/entrypoint.ts'),
  mgrctl: () => import('../../sandbox/mgrctl.ts'),
};

/**
 * The commands of a processing module (processing-module.md, "Commands"), which the classic form
 * gives as plain words.
 */
const PROTOCOL_COMMANDS: ReadonlySet<string> = new Set([
  'features',
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

/**
 * Which door a call comes in by. `startedAs` is the name the executable was started under (a link's
 * name), `argv` what followed it: `--command open --item 117`, `-c open -i 117` and `open 117` ask
 * for the same.
 */
export function chooseEntrypoint(startedAs: string, argv: readonly string[]): EntrypointName {
  if (startedAs === 'mgrctl') return 'mgrctl';
  if (argv[0] === 'sandbox') return 'sandbox';
  return startedAs.startsWith('pm') ? doorOfModule(argv) : doorOfPerson(argv);
}

/**
 * BILLmanager starts a module, pmNAME. Newer panels pass more than we know: what it says is read
 * leniently, in either form.
 */
function doorOfModule(argv: readonly string[]): EntrypointName {
  const [first = ''] = argv;
  const isWord = first !== '' && !first.startsWith('-');
  const command = isWord ? undefined : commandOption(argv);
  if (command !== undefined) return doorOf(command);
  if (asksHelp(argv)) return 'cli';
  return isWord && !PROTOCOL_COMMANDS.has(first) ? 'cli' : doorOf(first);
}

/**
 * Under any other name a person started it, or wrote it into a crontab: read strictly, so that
 * nothing is done that was not asked for. Who wants to be read like BILLmanager begins as it does,
 * with `--command`.
 */
function doorOfPerson(argv: readonly string[]): EntrypointName {
  const isCall = /^(?:--command|-c)(?:=|$)/.test(argv[0] ?? '');
  return isCall && !asksHelp(argv) ? doorOf(commandOption(argv) ?? '') : 'cli';
}

const doorOf = (command: string): EntrypointName =>
  command === 'features' ? 'features' : 'protocol';

/** Who asks for help gets it and nothing else. */
const asksHelp = (argv: readonly string[]): boolean =>
  argv.includes('--help') || argv.includes('-h') || argv[0] === '--version';

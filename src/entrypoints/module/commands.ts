import type { Context, ServiceCall } from '../../operations/engine/context.ts';
import type { CallOptionName } from './options.ts';
import type { CommandRun, Request } from './request.ts';

/**
 * One command of the protocol: which arguments it needs, whether it changes anything, and its work.
 */
export interface Command {
  readonly required: readonly CallOptionName[];
  /**
   * Does nothing in maintenance (processing-module.md, "The call"); what is only asked is answered.
   */
  readonly changes: boolean;
  /** Carries it out. The answer, if any, is printed; null for a command that prints nothing. */
  run(app: AppContext, request: Request): Promise<string | null>;
}

/** What a command works with: made, and loaded, when it is needed. */
export interface AppContext {
  context(): Promise<Context>;
}

type Operation = (ctx: Context, call: ServiceCall) => Promise<void>;

/** An operation on a service, which prints nothing. */
export function operation(load: () => Promise<Operation>): Command {
  return {
    required: ['item'],
    changes: true,
    async run(app, { service }) {
      const work = await load();
      await work(await app.context(), service);
      return null;
    },
  };
}

/** A command that answers a document. */
export const answers = (
  required: readonly CallOptionName[],
  changes: boolean,
  load: () => Promise<CommandRun>,
): Command => ({
  required,
  changes,
  async run(app, request) {
    const work = await load();
    return await work(await app.context(), request);
  },
});

/**
 * Every command that pmcpbillmgr carries out; `feature-list.ts` names those that BILLmanager is
 * told of.
 */
export const COMMANDS: Readonly<Record<string, Command>> = {
  open: operation(async () => (await import('../../operations/licenses/open.ts')).openWithFailover),
  reopen: operation(async () => (await import('../../operations/licenses/open.ts')).reopen),
  suspend: operation(async () => (await import('../../operations/licenses/suspend.ts')).suspend),
  resume: operation(async () => (await import('../../operations/licenses/resume.ts')).resume),
  close: operation(async () => (await import('../../operations/licenses/close.ts')).close),
  prolong: operation(async () => (await import('../../operations/licenses/prolong.ts')).prolong),
  cancel_prolong: operation(
    async () => (await import('../../operations/engine/cancel-prolong.ts')).cancelProlong,
  ),
  setparam: operation(async () => (await import('../../operations/licenses/setparam.ts')).setparam),
  sync_item: operation(
    async () => (await import('../../operations/licenses/sync-item.ts')).syncItem,
  ),
  gen_key: answers(['item'], true, async () => (await import('./questions.ts')).genKey),
  check_param: answers(
    ['item', 'param'],
    false,
    async () => (await import('./questions.ts')).checkParam,
  ),
  check_connection: answers(
    [],
    false,
    async () => (await import('./questions.ts')).checkConnection,
  ),
  tune_connection: answers([], false, async () => (await import('./answers.ts')).tuneConnection),
  get_server_config: answers(
    ['module'],
    false,
    async () => (await import('./answers.ts')).getServerConfig,
  ),
  sync_pricelist: answers(
    ['module'],
    false,
    async () => (await import('./answers.ts')).getServerConfig,
  ),
  getbalance: answers(['module'], false, async () => (await import('./questions.ts')).getBalance),
  import: answers(
    ['module', 'itemtype'],
    true,
    async () => (await import('./questions.ts')).importServices,
  ),
  get_suitable_module: answers(
    [],
    false,
    async () => (await import('./answers.ts')).getSuitableModule,
  ),
};

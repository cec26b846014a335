import type { CallOptionName } from './options.ts';
import type { CommandRun } from './request.ts';

/** One command of the protocol: which arguments it needs, whether it changes anything, and where its work stands. */
export interface Command {
  readonly required: readonly CallOptionName[];
  /** Does nothing while the panel's conf says DoNothing (processing-module.md, "The call"). */
  readonly changes: boolean;
  load(): Promise<CommandRun>;
}

/** An operation on a service that prints nothing. */
export function operation(
  load: () => Promise<
    (ctx: Parameters<CommandRun>[0], call: Parameters<CommandRun>[1]['service']) => Promise<void>
  >,
): Command {
  return {
    required: ['item'],
    changes: true,
    load: async () => {
      const work = await load();
      return async (ctx, request) => {
        await work(ctx, request.service);
        return null;
      };
    },
  };
}

export const answers = (
  required: readonly CallOptionName[],
  changes: boolean,
  load: () => Promise<CommandRun>,
): Command => ({
  required,
  changes,
  load,
});

/** Every command that pmcpbillmgr carries out; `feature-list.ts` names those that BILLmanager is told of. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  open: operation(async () => (await import('../operations/next-module.ts')).openWithAnyModule),
  reopen: operation(async () => (await import('../operations/open.ts')).reopen),
  suspend: operation(async () => (await import('../operations/suspend.ts')).suspend),
  resume: operation(async () => (await import('../operations/resume.ts')).resume),
  close: operation(async () => (await import('../operations/close.ts')).close),
  prolong: operation(async () => (await import('../operations/prolong.ts')).prolong),
  cancel_prolong: operation(async () => (await import('../operations/cancel-prolong.ts')).cancelProlong),
  setparam: operation(async () => (await import('../operations/setparam.ts')).setparam),
  sync_item: operation(async () => (await import('../operations/sync-item.ts')).syncItem),
  gen_key: answers(['item'], true, async () => (await import('./questions.ts')).genKey),
  check_param: answers(['item', 'param'], false, async () => (await import('./questions.ts')).checkParam),
  check_connection: answers([], false, async () => (await import('./questions.ts')).checkConnection),
  tune_connection: answers([], false, async () => (await import('./answers.ts')).tuneConnection),
  get_server_config: answers(['module'], false, async () => (await import('./answers.ts')).getServerConfig),
  sync_pricelist: answers(['module'], false, async () => (await import('./answers.ts')).getServerConfig),
  getbalance: answers(['module'], false, async () => (await import('./questions.ts')).getBalance),
  import: answers(['module', 'itemtype'], true, async () => (await import('./questions.ts')).importServices),
  get_suitable_module: answers([], false, async () => (await import('./answers.ts')).getSuitableModule),
};

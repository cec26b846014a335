import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../base/names.ts';
import type { CommandOf } from '../billmanager/command-table.ts';
import type { Context, ServiceCall } from './engine/context.ts';

/** Carries out an operation on the service of a call. */
export type OperationHandler = (ctx: Context, call: ServiceCall) => Promise<void>;

type Handlers<M extends ModuleName> = {
  readonly [N in CommandOf<M, 'operation'>]: () => Promise<OperationHandler>;
};

/** What carries out BILLmanager's operations, each loaded when it is called for. */
export const OPERATIONS: { readonly [M in ModuleName]: Handlers<M> } = {
  [LICENSES_MODULE]: {
    open: async () => (await import('./licenses/open.ts')).open,
    reopen: async () => (await import('./licenses/open.ts')).reopen,
    prolong: async () => (await import('./licenses/prolong.ts')).prolong,
    cancel_prolong: async () => (await import('./engine/cancel-prolong.ts')).cancelProlong,
    suspend: async () => (await import('./licenses/suspend.ts')).suspend,
    resume: async () => (await import('./licenses/resume.ts')).resume,
    close: async () => (await import('./licenses/close.ts')).close,
    setparam: async () => (await import('./licenses/setparam.ts')).setparam,
    gen_key: async () => (await import('./licenses/gen-key.ts')).genKey,
    sync_item: async () => (await import('./licenses/sync-item.ts')).syncItem,
  },
  [ACCOUNTS_MODULE]: {
    open: async () => (await import('./accounts/open.ts')).openAccount,
    reopen: async () => (await import('./accounts/open.ts')).reopenAccount,
    prolong: async () => (await import('./accounts/prolong.ts')).prolongAccount,
    cancel_prolong: async () => (await import('./engine/cancel-prolong.ts')).cancelProlong,
    suspend: async () => (await import('./accounts/suspend.ts')).suspendAccount,
    resume: async () => (await import('./accounts/resume.ts')).resumeAccount,
    close: async () => (await import('./accounts/close.ts')).closeAccount,
    setparam: async () => (await import('./accounts/setparam.ts')).setparamAccount,
    sync_item: async () => (await import('./accounts/sync-item.ts')).syncAccount,
  },
};

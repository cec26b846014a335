import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../base/names.ts';
import {
  type CommandName,
  type CommandOf,
  type CommandRow,
  commandsOf,
  isCommand,
  rowOf,
} from '../../billmanager/command-table.ts';
import type { Context } from '../../operations/engine/context.ts';
import { OPERATIONS, type OperationHandler } from '../../operations/operation-handlers.ts';
import type { Request, RequestHandler } from './request.ts';

type Loader<H> = () => Promise<H>;
type Requests<M extends ModuleName> = {
  readonly [N in CommandOf<M, 'question' | 'job'>]: Loader<RequestHandler<N>>;
};

/** The handlers of BILLmanager's questions and jobs, each loaded when needed. */
const REQUESTS: { readonly [M in ModuleName]: Requests<M> } = {
  [LICENSES_MODULE]: {
    check_param: async () => (await import('./checks.ts')).checkParam,
    check_connection: async () => (await import('./checks.ts')).checkVendor,
    tune_connection: async () => (await import('./documents.ts')).tuneVendorForm,
    get_suitable_module: async () => (await import('./documents.ts')).getSuitableModule,
    get_server_config: async () => (await import('./jobs.ts')).getServerConfig,
    sync_pricelist: async () => (await import('./jobs.ts')).getServerConfig,
    getbalance: async () => (await import('./jobs.ts')).getBalance,
    import: async () => (await import('./jobs.ts')).importLicenses,
  },
  [ACCOUNTS_MODULE]: {
    check_param: async () => (await import('./checks.ts')).checkAccountParam,
    transition_control_panel: async () => (await import('./documents.ts')).enterPanel,
    check_connection: async () => (await import('./checks.ts')).checkPanel,
    tune_connection: async () => (await import('./documents.ts')).tunePanelForm,
    pricelist_dynamic_settings_tune: async () => (await import('./documents.ts')).tuneTariffForm,
    import: async () => (await import('./jobs.ts')).importAccounts,
    stat: async () => (await import('./jobs.ts')).saveStatistics,
  },
};

/** When BILLmanager opens a service, other modules of the tariff may take it over. */
const OPENINGS: Readonly<Record<ModuleName, Loader<OperationHandler>>> = {
  [LICENSES_MODULE]: async () =>
    (await import('../../operations/licenses/open.ts')).openWithFailover,
  [ACCOUNTS_MODULE]: async () =>
    (await import('../../operations/accounts/open.ts')).openAccountWithFailover,
};

/** Always the same documents: as constants they need no library that writes XML. */
const CONSTANT_RESPONSES = {
  empty: '<?xml version="1.0" encoding="UTF-8"?><doc/>',
  ok: '<?xml version="1.0" encoding="UTF-8"?><doc><ok/></doc>',
} as const;

/** What a command works with: made, and loaded, when it is needed. */
interface AppContext {
  context(): Promise<Context>;
}

/** A row of the table of commands together with what carries it out. */
export interface Command extends CommandRow {
  /** Carries it out. Returns what is to be printed; null for nothing. */
  run(app: AppContext, request: Request): Promise<string | null>;
}

/** The command of this name, if the module has it behind its entrypoint. */
export function commandOf(module: ModuleName, name: string): Command | undefined {
  if (!isCommand(name) || !commandsOf(module).includes(name)) return undefined;
  const row = rowOf(name);
  const work = operationOf(module, name) ?? requestOf(module, name);
  if (!work) return undefined;
  return {
    ...row,
    async run(app, request) {
      const document = await work(app, request);
      if (row.response === undefined) return null;
      return row.response === 'document' ? (document ?? null) : CONSTANT_RESPONSES[row.response];
    },
  };
}

type Work = (app: AppContext, request: Request) => Promise<string | undefined>;

function operationOf(module: ModuleName, name: CommandName): Work | undefined {
  const handlers: Loaders<OperationHandler> = { ...OPERATIONS[module], open: OPENINGS[module] };
  const load = handlers[name];
  if (!load) return undefined;
  return async (app, { service }) => {
    const handler = await load();
    await handler(await app.context(), service);
    return undefined;
  };
}

function requestOf(module: ModuleName, name: CommandName): Work | undefined {
  const handlers: Loaders<RequestHandler<CommandName>> = REQUESTS[module];
  const load = handlers[name];
  if (!load) return undefined;
  return async (app, request) => {
    const handler = await load();
    return await handler(await app.context(), request);
  };
}

type Loaders<H> = Readonly<Partial<Record<CommandName, Loader<H>>>>;

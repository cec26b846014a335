import { Fault, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import { once } from '../../base/once.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import {
  PARAM_DOMAIN,
  PARAM_IP,
  PARAM_LICENSE_ID,
  PARAM_LICKEY,
  PARAM_PASSWORD,
  PARAM_URL,
  PARAM_USERNAME,
} from '../../billmanager/param-names.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { domainName } from '../../panel/domain-names.ts';
import { domainFact } from '../accounts/account/account-domain.ts';
import {
  isReadable,
  passwordParam,
  rememberPassword,
} from '../accounts/account/account-password.ts';
import type { Context, Target } from '../engine/context.ts';
import { type Operation, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { saveServiceParams } from '../engine/service-params.ts';
import { isRebuilt } from '../licenses/license/gate.ts';
import { accountNamed } from './account-provider.ts';
import type { PlanRow } from './adoption.ts';
import { orderService } from './order-services.ts';
import type { Bindable, Provider } from './provider.ts';
import { providerOf } from './providers.ts';

export interface Applied {
  readonly row: PlanRow;
  /** null: bound. */
  readonly fault: Fault | null;
}

/**
 * Binds the rows of a plan that are to be bound, one after the other, and prepares those whose
 * processing module is to be switched: their services get the parameters, nothing else. Each is an
 * operation of the journal: after an interruption the same call continues where it stopped.
 * Everything is checked again before it is done, as a plan may be old. One row's fault does not
 * stop the rest, but maintenance does.
 */
export async function applyAdoption(
  ctx: Context,
  plan: readonly PlanRow[],
  tell: (applied: Applied) => void,
): Promise<readonly Applied[]> {
  const providers = new Map<string, Promise<Provider>>();
  const outcomes: Applied[] = [];
  for (const row of plan.filter(isApplied)) {
    const outcome = { row, fault: await bind(ctx, row, providers) };
    outcomes.push(outcome);
    tell(outcome);
    if (isMaintenance(outcome.fault)) break;
  }
  return outcomes;
}

/** Is anything done for this row? */
export const isApplied = ({ verdict }: PlanRow): boolean =>
  verdict === 'bind' || verdict === 'switch';

async function bind(
  ctx: Context,
  row: PlanRow,
  providers: Map<string, Promise<Provider>>,
): Promise<Fault | null> {
  try {
    const { module, itemtype } = row;
    const name = `${module} ${itemtype}`;
    const provider = await once(providers, name, () => providerOf(ctx, module, itemtype));
    const { order } = row;
    const item = order ? await orderService(ctx, { ...row, order }, provider) : row.item;
    await bindOne(ctx, { ...row, item }, provider);
    return null;
  } catch (error) {
    const fault = toFault(error);
    ctx.log.error(
      `adopt: service ${row.item}, ${row.kind} ${row.id}: ${fault.type}: ${fault.message} ${fault.detail}`,
    );
    return fault;
  }
}

async function bindOne(ctx: Context, row: PlanRow, provider: Provider): Promise<void> {
  await withService(ctx, row.item, async lock => {
    const service = await requireService(ctx, row);
    const found = await requireFree(ctx, row, provider);
    requireUnserved(row, service);
    const { item, module, itemtype } = row;
    const target: Binding = { item, module, service, row, found };
    const operation = row.verdict === 'switch' ? PREPARE : ADOPT;
    await runOperation(ctx, operation, target, { item, runningOperation: null, itemtype, lock });
  });
}

const factsOf = ({ kind, id }: PlanRow) => ({ kind, id });

/** Noted when it begins, so that the binding can be undone. */
const BEFORE = 'remoteid_before';

interface Binding extends Target {
  readonly row: PlanRow;
  readonly found: Bindable;
}

const ADOPT: Operation<Binding> = {
  command: 'adopt',
  facts: ({ row, found }) => ({ ...factsOf(row), [BEFORE]: found.remoteid }),
  /** The row enters the ledger last: whatever the ledger has is fully bound. */
  async execute(run) {
    const { ctx, target } = run;
    const { item, service, row, found } = target;
    await saveParams(ctx, target);
    const setRemoteId = found.setRemoteId(item);
    const step = `remoteid ${row.id}`;
    const isNamed = found.candidate.owner === item && found.candidate.isMarked;
    if (setRemoteId && (!isNamed || run.has(step))) await run.step(step, setRemoteId);
    if (row.kind === 'account') await noteAccount(ctx, target);
    const newPassword = row.effects.includes('new_password') && found.newPassword(ctx, target);
    if (newPassword) await run.step(`password ${row.id}`, newPassword);
    if (row.effects.includes('activate') && service.status !== 'active')
      await ctx.billmanager.activate(service);
    const before = await ctx.journal.licenseOf(item);
    const bound = found.row(item, service);
    const told = run.fact(BEFORE);
    const isReplacing = bound.remoteid !== '' && told !== bound.remoteid;
    const put = { ...bound, remoteidBefore: isReplacing ? told : null };
    // the same account under a former address of its panel, or a license of which only the number
    // was the service's
    const isReplaced =
      before !== null && (before.account !== put.account || before.licenseId !== row.id);
    ctx.log.info(`service ${item} is bound to ${row.kind} ${row.id}`);
    if (row.isForeign) return { outcome: factsOf(row) };
    return {
      outcome: factsOf(row),
      ledger: () => [
        ...(isReplaced ? [{ update: before.id, change: { state: 'ended' } as const }] : []),
        { put },
      ],
    };
  },
};

/** The first of two passes: whoever serves the service now, it says which account it has. */
const PREPARE: Operation<Binding> = {
  command: 'adopt',
  facts: ({ row }) => ({ ...factsOf(row), from: row.from, to: row.module }),
  async execute({ ctx, target }) {
    await saveParams(ctx, target);
    const { item, row } = target;
    ctx.log.info(`service ${item} is prepared for account ${row.id} and module ${row.module}`);
    return { outcome: { ...factsOf(row), from: row.from, to: row.module } };
  },
};

/** What the service does not say yet. A domain or address that it has stays its own. */
async function saveParams(ctx: Context, { service, row, found }: Binding): Promise<void> {
  const own: ReadonlyMap<string, string> = new Map([
    [PARAM_DOMAIN, service.domain],
    [PARAM_IP, row.kind === 'account' ? service.ip : ''],
  ]);
  const params = [...found.params]
    .filter(([name]) => (own.get(name) ?? '') === '')
    .map(([name, value]) => ({ name, value, secret: name === PARAM_LICKEY }));
  const password = row.password === undefined ? [] : [passwordParam(row.password)];
  const changed = [...params, ...password].filter(
    ({ name, value }) => service.params.get(name) !== value,
  );
  // the panel's address comes last: with it, the name beside it counts as ours
  await saveServiceParams(
    ctx,
    service,
    changed.filter(({ name }) => name !== PARAM_URL),
  );
  await saveServiceParams(
    ctx,
    service,
    changed.filter(({ name }) => name === PARAM_URL),
  );
}

/**
 * The service's present password and domain count as the account's: only later changes are carried
 * over.
 */
async function noteAccount(ctx: Context, { service, row, found }: Binding): Promise<void> {
  const password = row.password ?? service.params.get(PARAM_PASSWORD) ?? '';
  if (password === '' || isReadable(password)) await rememberPassword(ctx, service.id, password);
  const domain = domainName(service.domain) ?? found.params.get(PARAM_DOMAIN) ?? '';
  if (domain !== '') await ctx.journal.remember(domainFact(service.id), domain);
}

async function requireService(ctx: Context, row: PlanRow): Promise<Service> {
  const service = await ctx.billmanager.service(row.item, row.itemtype);
  if (!service) throw new Fault('service_missing', { object: row.item });
  if (service.status === 'deleted') throw refused(row, 'it is deleted');
  const expected = row.verdict === 'switch' ? row.from : row.module;
  if (service.processingmodule !== expected)
    throw refused(row, `its processing module is now ${service.processingmodule}`);
  return service;
}

async function requireFree(ctx: Context, row: PlanRow, provider: Provider): Promise<Bindable> {
  const found = await provider.read(row.id);
  if (!found) throw refused(row, `there is no ${row.kind} ${row.id}`);
  const { owner } = found.candidate;
  if (owner !== null && owner !== '' && owner !== row.item)
    throw refused(row, `${row.kind} ${row.id} belongs to service ${owner}`);
  const query = {
    account: provider.key,
    itemtype: provider.itemtype,
    state: 'live',
    licenseIds: [row.id],
  } as const;
  const [serving] = await ctx.journal.licenses(query);
  if (serving && serving.item !== row.item)
    throw refused(row, `${row.kind} ${row.id} serves service ${serving.item}`);
  const bound = await ctx.journal.licenseOf(row.item);
  if (bound && !isSame(bound, row, provider) && !(row.kind === 'license' && isRebuilt(bound)))
    throw refused(row, `${row.kind} ${bound.licenseId} serves it`);
  return found;
}

const isSame = (bound: LedgerLicense, row: PlanRow, provider: Provider): boolean =>
  bound.licenseId === row.id &&
  bound.itemtype === provider.itemtype &&
  (bound.account === provider.key || row.kind === 'account');

/**
 * The service's own parameter names another one, which the ledger does not know (a lost state
 * file).
 */
function requireUnserved(row: PlanRow, service: Service): void {
  const named =
    service.params.get(row.kind === 'license' ? PARAM_LICENSE_ID : PARAM_USERNAME) ?? '';
  // what a person has typed in a task of another module is no account of a panel yet
  if (row.verdict === 'switch' && accountNamed(service.params) === '') return;
  const isActive = service.status === 'active' || service.status === 'suspended';
  if (named !== '' && named !== row.id && isActive)
    throw refused(row, `its parameters name another ${row.kind}, ${named}`);
}

const refused = (row: PlanRow, value: string): Fault =>
  new Fault('binding_refused', { object: row.item, value });

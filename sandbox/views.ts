import type { Item } from './billmanager/items.ts';
import { paramsOf } from './billmanager/items.ts';
import type { Module } from './billmanager/modules.ts';
import type { Operation } from './billmanager/operations.ts';
import { resourcesOf } from './billmanager/resources.ts';
import type { BillingWorld } from './billmanager/world.ts';
import type { Side } from './faults/rules.ts';
import type { PanelWorld } from './panel/world.ts';
import { decimal } from './vendor/money.ts';
import { addonsOf, type SoldService } from './vendor/services.ts';
import type { UpstreamWorld } from './vendor/world.ts';

/** What is shown of a sandbox: to its administrator, and to tests. Keys of licenses are in it. */

export interface UpstreamService {
  readonly id: number;
  readonly itemtype: string;
  readonly pricelist: number;
  readonly period: number;
  /** 1 ordered, 2 active, 3 suspended, 4 deleted, 5 processing. */
  readonly status: number;
  readonly ip: string;
  readonly licname: string;
  readonly comment: string;
  readonly remoteid: string;
  readonly lickey: string;
  readonly parent: number | null;
  readonly createdate: string;
  readonly expiredate: string | null;
  readonly autoprolong: string;
  readonly addons: Readonly<Record<string, number>>;
}

export function upstreamServices(world: UpstreamWorld): UpstreamService[] {
  return world.store.all<SoldService>('SELECT * FROM services ORDER BY id').map(row => ({
    id: row.id,
    itemtype: row.itemtype,
    pricelist: row.pricelist,
    period: row.period,
    status: row.status,
    ip: row.ip,
    licname: row.licname,
    comment: row.comment,
    remoteid: row.remoteid,
    lickey: row.lickey,
    parent: row.parent,
    createdate: row.createdate,
    expiredate: row.expiredate,
    autoprolong: row.autoprolong,
    addons: Object.fromEntries(
      addonsOf(world, row.id).map(each => [String(each.addon), each.count]),
    ),
  }));
}

export interface Charge {
  readonly id: number;
  readonly time: string;
  readonly service: number;
  readonly what: string;
  /** Decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly remoteid: string;
  readonly pricelist: number;
  readonly period: number;
  readonly expiredate: string | null;
}

export function charges(world: UpstreamWorld): Charge[] {
  return world.store
    .all<Omit<Charge, 'amount'> & { amount: number }>('SELECT * FROM charges ORDER BY id')
    .map(row => ({ ...row, amount: decimal(row.amount) }));
}

export function balance(world: UpstreamWorld): Record<string, string> {
  const rows = world.store.all<{ currency: string; amount: number }>(
    'SELECT * FROM balance ORDER BY currency',
  );
  return Object.fromEntries(rows.map(row => [row.currency, decimal(row.amount)]));
}

export interface BillingService {
  readonly id: number;
  readonly itemtype: string;
  readonly tariff: string;
  readonly period: number;
  readonly status: number;
  readonly expiredate: string | null;
  readonly createdate: string;
  readonly opendate: string | null;
  readonly account: number | null;
  readonly parent: number | null;
  readonly processingmodule: number | null;
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  /** Names of the params that are kept encrypted. */
  readonly crypted: readonly string[];
  /** What was ordered, by local resource id: a number, on or off, the id of what was chosen. */
  readonly addons: Readonly<Record<string, number | string>>;
}

export function billingServices(world: BillingWorld, only?: number): BillingService[] {
  const rows = world.store.all<Item & { tariff: string | null }>(
    `SELECT service.*, pricelist.intname AS tariff FROM service
     LEFT JOIN pricelist ON pricelist.id = service.pricelist
     WHERE ? IS NULL OR service.id = ? ORDER BY service.id`,
    only ?? null,
    only ?? null,
  );
  return rows.map(row => {
    const params = paramsOf(world, row.id);
    return {
      id: row.id,
      itemtype: row.itemtype,
      tariff: row.tariff ?? '',
      period: row.period,
      status: row.status,
      expiredate: row.expiredate,
      createdate: row.createdate,
      opendate: row.opendate,
      account: row.account,
      parent: row.parent,
      processingmodule: row.processingmodule,
      name: row.name,
      params: Object.fromEntries(params.map(each => [each.intname, each.value])),
      crypted: params.filter(each => each.crypted === 1).map(each => each.intname),
      addons: Object.fromEntries(
        resourcesOf(world, row.id).map(each => [String(each.pricelist), each.amount]),
      ),
    };
  });
}

export interface OperationView {
  readonly id: number;
  readonly item: number;
  readonly command: string;
  readonly trycount: number;
  readonly manual: boolean;
  readonly errorxml: string;
}

export function operations(world: BillingWorld): OperationView[] {
  return world.store.all<Operation>('SELECT * FROM runningoperation ORDER BY id').map(row => ({
    id: row.id,
    item: row.item,
    command: row.command,
    trycount: row.trycount,
    manual: row.manual === 1,
    errorxml: row.errorxml,
  }));
}

export interface TaskView {
  readonly id: number;
  readonly item: number;
  readonly runningoperation: number;
  readonly type: string;
}

export function tasks(world: BillingWorld): TaskView[] {
  return world.store.all<TaskView>('SELECT id, item, runningoperation, type FROM task ORDER BY id');
}

export interface ProblemView {
  readonly name: string;
  readonly object: string;
  readonly level: string;
  readonly params: Readonly<Record<string, string>>;
}

export function problems(world: BillingWorld): ProblemView[] {
  return world.store
    .all<{ name: string; object: string; level: string; params: string }>(
      'SELECT * FROM problem ORDER BY id',
    )
    .map(({ name, object, level, params }) => ({
      name,
      object,
      level,
      params: JSON.parse(params),
    }));
}

export interface ModuleView {
  readonly id: number;
  readonly name: string;
  readonly module: string;
  readonly config: string;
  readonly balance: string;
  readonly currency: string;
}

export function modules(world: BillingWorld): ModuleView[] {
  return world.store.all<Module>('SELECT * FROM processingmodule ORDER BY id').map(row => {
    const { id, name, module, config, balance: amount, currency } = row;
    return { id, name, module, config, balance: amount, currency };
  });
}

export interface Call {
  readonly side: Side;
  /** Counts on each side. */
  readonly id: number;
  readonly time: string;
  readonly func: string;
  /** Without secrets. */
  readonly params: Readonly<Record<string, string>>;
  /** ok, `error:TYPE:OBJECT`, or empty if it was not processed. */
  readonly outcome: string;
  readonly fault: string;
  /** Where a secret stood in the open: the URL upstream, keys of the argument vector of mgrctl. */
  readonly leaks: readonly string[];
  /** mgrctl: keys whose values came by the environment, and the calling process. */
  readonly envKeys: readonly string[];
  readonly parent: number | null;
}

/** The sides that keep a log of their calls. */
interface CalledWorlds {
  readonly upstream: UpstreamWorld;
  readonly panel: PanelWorld;
  readonly billing: BillingWorld;
}

interface UpstreamCallRow {
  readonly id: number;
  readonly time: string;
  readonly func: string;
  readonly params: string;
  readonly secret_in_url: number;
  readonly outcome: string;
  readonly fault: string;
}

interface MgrctlCallRow extends Omit<UpstreamCallRow, 'secret_in_url'> {
  readonly leaks: string;
  readonly env_keys: string;
  readonly parent: number;
}

export function calls(worlds: CalledWorlds, side?: Side): Call[] {
  const above = (['upstream', 'panel'] as const).flatMap(place =>
    worlds[place].store.all<UpstreamCallRow>('SELECT * FROM calls ORDER BY id').map(
      (row): Call => ({
        ...callOf(place, row),
        leaks: row.secret_in_url === 1 ? ['authinfo'] : [],
        envKeys: [],
        parent: null,
      }),
    ),
  );
  const below: Call[] = worlds.billing.store
    .all<MgrctlCallRow>('SELECT * FROM calls ORDER BY id')
    .map(row => ({
      ...callOf('mgrctl', row),
      leaks: words(row.leaks),
      envKeys: words(row.env_keys),
      parent: row.parent,
    }));
  const wanted = [...above, ...below].filter(call => side === undefined || call.side === side);
  return wanted.sort((a, b) => a.time.localeCompare(b.time));
}

function callOf(
  side: Call['side'],
  row: Pick<UpstreamCallRow, 'id' | 'time' | 'func' | 'params' | 'outcome' | 'fault'>,
) {
  const { id, time, func, outcome, fault } = row;
  const params: Record<string, string> = JSON.parse(row.params);
  return { side, id, time, func, params, outcome, fault };
}

const words = (text: string): string[] => text.split(' ').filter(word => word !== '');

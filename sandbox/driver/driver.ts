import { findItem, ITEM_STATUS, type Item, setParam } from '../billmanager/items.ts';
import { addOperation, findOperation, type Operation } from '../billmanager/operations.ts';
import { type ResourceOrder, resourceOf, setResource } from '../billmanager/resources.ts';
import type { BillingWorld } from '../billmanager/world.ts';
import { periodEnd } from '../store/time.ts';
import { type ModuleRun, type ModuleRunOptions, startModule } from './module-process.ts';

export interface OrderWish {
  /** Internal name of the tariff, or the number it begins with. */
  readonly tariff: string;
  readonly ip?: string;
  readonly licname?: string;
  /** Months, -100 trial, 0 lifetime; default 1. */
  readonly period?: number;
  /** What is ordered of resources, by a name of theirs: `{ 4602: 3 }`. */
  readonly addons?: Readonly<Record<string, ResourceOrder>>;
  /** Further params of the service, as the order form asks them. */
  readonly params?: Readonly<Record<string, string>>;
  /** The service this one belongs to (panel modules). */
  readonly parent?: number;
  readonly account?: number;
  readonly module?: number;
}

export interface ParamWish {
  readonly ip?: string;
  readonly licname?: string;
  readonly addons?: Readonly<Record<string, ResourceOrder>>;
  readonly params?: Readonly<Record<string, string>>;
}

export interface RunWish {
  /** How often the module is started at most while the operation stands; default once. */
  readonly attempts?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the module when it is aborted. */
  readonly signal?: AbortSignal;
}

export interface OperationResult extends ModuleRun {
  readonly item: number;
  readonly operation: number;
  readonly command: string;
  /** A post... call has taken the operation away. */
  readonly ended: boolean;
  /** Attempts so far. */
  readonly trycount: number;
}

/**
 * What BILLmanager does by itself: makes services and operations and starts the module for them
 * until they have ended.
 */
export class Driver {
  private readonly world: BillingWorld;
  private readonly root: string;
  private readonly wrapper: readonly string[];

  /** `wrapper`: words in front of the module's executable. */
  constructor(world: BillingWorld, root: string, wrapper: readonly string[]) {
    this.world = world;
    this.root = root;
    this.wrapper = wrapper;
  }

  async runModule(args: readonly string[], options: ModuleRunOptions = {}): Promise<ModuleRun> {
    await this.world.mirror.show();
    return startModule(this.wrapper, args, this.root, options);
  }

  /** A client's order: the service is made, its operation too, and the module is started. */
  async order(wish: OrderWish, how: RunWish = {}): Promise<OperationResult> {
    return this.carryOut(this.addService(wish), 'open', [], how);
  }

  /** A service that waits to be opened; nothing is started. */
  addService(wish: OrderWish): number {
    const { store, clock, settings } = this.world;
    const tariff = this.tariff(wish.tariff);
    const period = wish.period ?? 1;
    return store.transaction(() => {
      const id = store.insert('item', {
        itemtype: tariff.itemtype,
        pricelist: tariff.id,
        period,
        status: ITEM_STATUS.ordered,
        createdate: clock.today(),
        expiredate: periodEnd(clock.today(), period, settings.number('trial_days')),
        account: wish.account ?? 1,
        parent: wish.parent ?? null,
        processingmodule: wish.module ?? this.moduleOf(tariff.id),
        name: tariff.name,
      });
      this.saveParams(id, tariff.id, wish);
      return id;
    });
  }

  /** The client has paid for another period. */
  async prolong(
    item: number,
    wish: { readonly period?: number } = {},
    how: RunWish = {},
  ): Promise<OperationResult> {
    const { store, settings } = this.world;
    store.transaction(() => {
      const { period: before, expiredate } = this.item(item);
      const period = wish.period ?? before;
      const moved = settings.get('prolong_reading') === 'after' && expiredate !== null;
      const end = moved ? periodEnd(expiredate, period, settings.number('trial_days')) : expiredate;
      store.update('item', item, { period, expiredate: end });
    });
    return this.carryOut(item, 'prolong', [], how);
  }

  async setparam(item: number, wish: ParamWish, how: RunWish = {}): Promise<OperationResult> {
    const { pricelist } = this.item(item);
    this.world.store.transaction(() => this.saveParams(item, pricelist ?? 0, wish));
    return this.carryOut(item, 'setparam', [], how);
  }

  async changeTariff(item: number, tariff: string, how: RunWish = {}): Promise<OperationResult> {
    const { pricelist } = this.item(item);
    this.world.store.update('item', item, {
      lastpricelist: pricelist,
      pricelist: this.tariff(tariff).id,
    });
    return this.carryOut(item, 'setparam', [], how);
  }

  /** suspend, resume, close, reopen, prolong_addon, cancel_prolong ... */
  async carryOut(
    item: number,
    command: string,
    further: readonly string[] = [],
    how: RunWish = {},
  ): Promise<OperationResult> {
    this.item(item);
    const { id } = addOperation(this.world, item, command, further);
    return this.attempt(id, how);
  }

  /** Starts the module for a standing operation as BILLmanager does again and again. */
  async attempt(operation: number, how: RunWish = {}): Promise<OperationResult> {
    let result: OperationResult | undefined;
    for (let attempt = 0; attempt < (how.attempts ?? 1); attempt += 1) {
      const row = findOperation(this.world, operation);
      if (!row || (result && row.manual === 1)) break;
      result = await this.once(row, how);
      if (result.ended) break;
    }
    if (!result) throw new Error(`the operation ${operation} has ended`);
    return result;
  }

  /** One more attempt at every operation that is not left to a person. */
  async retryAll(how: RunWish = {}): Promise<OperationResult[]> {
    const standing = this.world.store.all<Operation>(
      'SELECT * FROM runningoperation WHERE manual = 0 ORDER BY id',
    );
    const results: OperationResult[] = [];
    for (const { id } of standing)
      if (findOperation(this.world, id)) results.push(await this.attempt(id, how));
    return results;
  }

  /** Asks the module what the order form asks: may the client give this value? */
  async checkParam(wish: OrderWish, param: string, value: string, item = 0): Promise<ModuleRun> {
    const tariff = this.tariff(wish.tariff);
    const fields = {
      id: item,
      pricelist: tariff.id,
      period: wish.period ?? 1,
      ip: wish.ip,
      licname: wish.licname,
    };
    const known = Object.entries({
      ...fields,
      processingmodule: this.moduleOf(tariff.id),
      [param]: value,
    });
    const inner = known.map(([name, text]) =>
      text === undefined ? '' : `<${name}>${escapeText(String(text))}</${name}>`,
    );
    const args = [
      '--command',
      'check_param',
      '--item',
      String(item),
      '--param',
      param,
      '--value',
      value,
    ];
    return this.runModule(args, {
      stdin: `<?xml version="1.0"?>\n<doc><item>${inner.join('')}</item></doc>\n`,
    });
  }

  private async once(row: Operation, how: RunWish): Promise<OperationResult> {
    const trycount = row.trycount + 1;
    this.world.store.update('runningoperation', row.id, { trycount });
    const args = ['--command', row.command, '--item', row.item, '--runningoperation', row.id];
    const lang = ['--lang', this.world.settings.get('lang')];
    const further: readonly unknown[] = JSON.parse(row.arguments);
    const run = await this.runModule([...args, ...lang, ...further].map(String), {
      program: this.programOf(row.item),
      ...(how.env && { env: how.env }),
      ...(how.signal && { signal: how.signal }),
    });
    const ended = findOperation(this.world, row.id) === undefined;
    return { ...run, item: row.item, operation: row.id, command: row.command, ended, trycount };
  }

  /** The executable of the service's processing module. */
  private programOf(item: number): string {
    const module = this.item(item).processingmodule;
    const found = this.world.store.get<{ module: string }>(
      'SELECT module FROM processingmodule WHERE id = ?',
      module,
    );
    return found?.module ?? 'pmcpbillmgr';
  }

  private item(id: number): Item {
    const found = findItem(this.world, id);
    if (!found) throw new Error(`there is no service ${id}`);
    return found;
  }

  private tariff(text: string): { id: number; itemtype: string; name: string } {
    const found = this.world.store.get<{ id: number; itemtype: string; name: string }>(
      "SELECT * FROM pricelist WHERE parent IS NULL AND (intname = ? OR intname LIKE ? || '-%') ORDER BY id LIMIT 1",
      text,
      text,
    );
    if (found) return found;
    const all = this.world.store.all<{ intname: string }>(
      'SELECT intname FROM pricelist WHERE parent IS NULL',
    );
    throw new Error(
      `there is no tariff "${text}"; there are: ${all.map(each => each.intname).join(', ')}`,
    );
  }

  private moduleOf(tariff: number): number | null {
    return (
      this.world.store.get<{ id: number }>(
        'SELECT processingmodule AS id FROM pricelist2processingmodule WHERE pricelist = ? ORDER BY orderby LIMIT 1',
        tariff,
      )?.id ?? null
    );
  }

  private saveParams(item: number, tariff: number, wish: ParamWish): void {
    const params = { ip: wish.ip, licname: wish.licname, ...wish.params };
    for (const [name, value] of Object.entries(params)) {
      if (value !== undefined) setParam(this.world, item, name, value);
    }
    for (const [name, order] of Object.entries(wish.addons ?? {}))
      setResource(this.world, item, resourceOf(this.world, tariff, name), order);
  }
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

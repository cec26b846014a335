import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  addModule,
  addTariff,
  fillBilling,
  type ModuleWish,
  type TariffWish,
} from './billmanager/fill.ts';
import { type BillingWorld, openBilling } from './billmanager/world.ts';
import {
  Driver,
  type OperationResult,
  type OrderWish,
  type ParamWish,
  type RunWish,
} from './driver/driver.ts';
import type { ModuleRun, ModuleRunOptions } from './driver/module-process.ts';
import {
  addFault,
  clearFaults,
  type FaultRule,
  type FaultWish,
  listFaults,
  type Side,
} from './faults/rules.ts';
import { BILLING_FILE, PANEL_FILE, ROOT_FOLDER, UPSTREAM_FILE } from './files.ts';
import { refuseForeign } from './folder.ts';
import { actOnPanel, type PanelAct } from './panel/person.ts';
import { addUser, type UserWish } from './panel/users.ts';
import { type PanelUser, panelUsers } from './panel/views.ts';
import { openPanel, type PanelWorld } from './panel/world.ts';
import { populate } from './populate.ts';
import { setSetting } from './setting.ts';
import { clockStep } from './store/time.ts';
import { setFilter } from './vendor/list.ts';
import { actAsPerson, type BoughtByHand, buyByHand } from './vendor/person.ts';
import { openUpstream, type UpstreamWorld } from './vendor/world.ts';
import * as views from './views.ts';

export type * from './views.ts';
export type {
  BoughtByHand,
  FaultRule,
  FaultWish,
  ModuleRun,
  ModuleRunOptions,
  OperationResult,
  OrderWish,
  PanelUser,
  ParamWish,
  RunWish,
  Side,
  UserWish,
};

/**
 * A sandbox: the stand-in upstream (upstream.db), the stand-in panel (panel.db) and the stand-in
 * BILLmanager (billing.db and a manager root). All its state is in its folder, so that several
 * processes may use one at the same time.
 */
export class Sandbox {
  readonly dir: string;
  /** The manager root: CPBILLMGR_ROOT of the module. */
  readonly root: string;
  readonly upstream: UpstreamWorld;
  /** An ISPmanager panel. */
  readonly panel: PanelWorld;
  readonly billing: BillingWorld;
  readonly driver: Driver;

  /**
   * `wrapper`: words in front of the module's executable. Throws Fault path_exposed for a folder
   * that is, or may be, somebody else's.
   */
  constructor(dir: string, wrapper: readonly string[] = []) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    refuseForeign(dir);
    this.dir = realpathSync(dir);
    this.root = join(this.dir, ROOT_FOLDER);
    this.upstream = openUpstream(join(this.dir, UPSTREAM_FILE));
    this.panel = openPanel(join(this.dir, PANEL_FILE), this.upstream.clock);
    this.billing = openBilling(join(this.dir, BILLING_FILE));
    fillBilling(this.billing);
    this.driver = new Driver(this.billing, this.root, wrapper);
  }

  get username(): string {
    return this.upstream.settings.get('username');
  }

  get password(): string {
    return this.upstream.settings.get('password');
  }

  // What clients and BILLmanager do. Each makes an operation and starts the module for it.

  order(wish: OrderWish, how?: RunWish): Promise<OperationResult> {
    return this.driver.order(wish, how);
  }

  prolong(
    item: number,
    wish?: { readonly period?: number },
    how?: RunWish,
  ): Promise<OperationResult> {
    return this.driver.prolong(item, wish, how);
  }

  suspend(item: number, how?: RunWish): Promise<OperationResult> {
    return this.driver.carryOut(item, 'suspend', [], how);
  }

  resume(item: number, how?: RunWish): Promise<OperationResult> {
    return this.driver.carryOut(item, 'resume', [], how);
  }

  /** The service is deleted. */
  closeService(item: number, how?: RunWish): Promise<OperationResult> {
    return this.driver.carryOut(item, 'close', [], how);
  }

  reopen(item: number, how?: RunWish): Promise<OperationResult> {
    return this.driver.carryOut(item, 'reopen', [], how);
  }

  setparam(item: number, wish: ParamWish, how?: RunWish): Promise<OperationResult> {
    return this.driver.setparam(item, wish, how);
  }

  changeTariff(item: number, tariff: string, how?: RunWish): Promise<OperationResult> {
    return this.driver.changeTariff(item, tariff, how);
  }

  /** Any other command with an operation of its own. */
  carryOut(
    item: number,
    command: string,
    further?: readonly string[],
    how?: RunWish,
  ): Promise<OperationResult> {
    return this.driver.carryOut(item, command, further, how);
  }

  /** Starts the module again for a standing operation. */
  retry(operation: number, how?: RunWish): Promise<OperationResult> {
    return this.driver.attempt(operation, how);
  }

  retryAll(how?: RunWish): Promise<OperationResult[]> {
    return this.driver.retryAll(how);
  }

  genKey(item: number): Promise<ModuleRun> {
    return this.runModule(['--command', 'gen_key', '--item', String(item)]);
  }

  checkParam(wish: OrderWish, param: string, value: string, item?: number): Promise<ModuleRun> {
    return this.driver.checkParam(wish, param, value, item);
  }

  runModule(args: readonly string[], options?: ModuleRunOptions): Promise<ModuleRun> {
    return this.driver.runModule(args, options);
  }

  /** A service that waits to be opened; nothing is started. */
  addService(wish: OrderWish): number {
    return this.driver.addService(wish);
  }

  // What a person does upstream, in the web interface.

  person(act: string, license: number, value?: string): void {
    actAsPerson(this.upstream, act, license, value);
  }

  buyByHand(wish: BoughtByHand): number {
    return buyByHand(this.upstream, wish);
  }

  /** A person makes a user in the panel, or does something to one. */
  addPanelUser(wish: UserWish): void {
    addUser(this.panel, wish);
  }

  panelPerson(act: PanelAct, name: string, value?: string): void {
    actOnPanel(this.panel, act, name, value);
  }

  /** Sets the upstream user's list filter; no conditions: clears it. */
  setFilter(itemtype: string, conditions: Readonly<Record<string, string>> = {}): void {
    setFilter(this.upstream, this.username, itemtype, Object.entries(conditions));
  }

  /** Another processing module, the next one of these tariffs; answers its id. */
  addModule(wish: ModuleWish): number {
    return addModule(this.billing, wish);
  }

  /** A tariff, with its resources, of this processing module; answers its id. */
  addTariff(module: number, wish: TariffWish): number {
    return addTariff(this.billing, module, wish);
  }

  /** So many active services with a license each, without a call of the module. */
  populate(count: number): void {
    populate(this.upstream, this.billing, count);
  }

  // Settings, time, faults.

  /** See `sandbox set --help`: settings of either side, balance, prices. */
  set(name: string, value: string): void {
    setSetting(this, name, value);
  }

  /** Moves both sides' clocks: `+30d`, `-1h`, `+1M`, or to a date. */
  setClock(step: string): void {
    const ms = clockStep(step, this.upstream.clock.now());
    if (ms === undefined)
      throw new Error(`"${step}" is no step of time: +30d, -2h, +1M, 2031-02-28`);
    for (const { settings } of [this.upstream, this.billing]) {
      settings.set('clock_offset', String(settings.number('clock_offset') + ms));
    }
  }

  /** The upstream's date. */
  today(): string {
    return this.upstream.clock.today();
  }

  addFault(wish: FaultWish): number {
    const world = { upstream: this.upstream, panel: this.panel, mgrctl: this.billing }[wish.side];
    return addFault(world.store, wish);
  }

  faults(): FaultRule[] {
    return [this.upstream, this.panel, this.billing].flatMap(({ store }) => listFaults(store));
  }

  clearFaults(): void {
    for (const { store } of [this.upstream, this.panel, this.billing]) clearFaults(store);
  }

  // What came of it.

  upstreamServices(): views.UpstreamService[] {
    return views.upstreamServices(this.upstream);
  }

  /** The panel's users of the level that is sold, and their passwords. */
  panelUsers(): PanelUser[] {
    return panelUsers(this.panel);
  }

  charges(): views.Charge[] {
    return views.charges(this.upstream);
  }

  balance(): Record<string, string> {
    return views.balance(this.upstream);
  }

  services(): views.BillingService[] {
    return views.billingServices(this.billing);
  }

  service(item: number): views.BillingService {
    const found = views.billingServices(this.billing, item)[0];
    if (!found) throw new Error(`there is no service ${item}`);
    return found;
  }

  operations(): views.OperationView[] {
    return views.operations(this.billing);
  }

  tasks(): views.TaskView[] {
    return views.tasks(this.billing);
  }

  problems(): views.ProblemView[] {
    return views.problems(this.billing);
  }

  modules(): views.ModuleView[] {
    return views.modules(this.billing);
  }

  calls(side?: Side): views.Call[] {
    return views.calls(this, side);
  }

  /** Forgets the calls so far. */
  clearCalls(): void {
    for (const { store } of [this.upstream, this.panel, this.billing])
      store.run('DELETE FROM calls');
  }

  /**
   * Shows in BILLmanager's database, if it has one, what was changed here; before a module is
   * started it is done without asking.
   */
  showInDatabase(): Promise<void> {
    return this.billing.mirror.show();
  }

  dispose(): void {
    this.billing.mirror.close();
    for (const { store } of [this.upstream, this.panel, this.billing]) store.close();
  }
}

import { Fault, toFault } from '../base/fault.ts';
import { isMaintenance } from '../base/maintenance.ts';
import { ACCOUNTS_MODULE } from '../base/names.ts';
import type { OperationRow } from '../journal/records.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { isTimeUp, type Waiting } from '../operations/engine/waiting.ts';
import type { ModuleRun } from './module-run.ts';
import { MoneyCondition } from './money-condition.ts';
import { type Waiter, WaitingPrices } from './waiting-price.ts';

/**
 * Whether the conditions that a module's operations wait for are met, in one run: each finding
 * holds for all of them.
 */
export class Conditions {
  #connection: Promise<VendorConnection> | undefined;
  #prices: WaitingPrices | undefined;
  #login: Promise<boolean> | undefined;
  #money: Promise<MoneyCondition | null> | undefined;
  /** Services with an operation that still waits for money. */
  readonly #poor = new Set<string>();
  /** Something waited for money when the run began: the balance is to be watched closely. */
  concernsMoney = false;

  get waitsForMoney(): boolean {
    return this.#poor.size > 0;
  }

  /** Is it time to try the operation? */
  async isMet(run: ModuleRun, row: OperationRow, waiting: Waiting): Promise<boolean> {
    const { condition, conf } = waiting;
    if (condition === 'money') return this.#isMoneyThere(run, row, waiting);
    if (conf !== run.ctx.conf.fingerprint) return true;
    return condition === 'login' ? this.#loginWorks(run) : isTimeUp(waiting, run.ctx.clock);
  }

  /** It was tried and met the same fault: nothing that needs as much is tried in this run. */
  async refused(run: ModuleRun, row: Waiter, isAgain: boolean): Promise<void> {
    this.concernsMoney = true;
    this.#poor.add(row.item);
    const money = await this.#moneyOf(run);
    await money?.refused(run.ctx, await this.#priceOf(run, row), isAgain);
  }

  /** It was carried out. */
  async served(run: ModuleRun, row: Waiter): Promise<void> {
    await (await this.#moneyOf(run))?.served(run.ctx, await this.#priceOf(run, row));
  }

  /** Was as much already refused in this run? Asks the vendor nothing if nothing was. */
  async isRefused(run: ModuleRun, row: Waiter): Promise<boolean> {
    const money = this.#money && (await this.#money);
    if (!money?.hasRefused) return false;
    return money.isRefused(await this.#priceOf(run, row));
  }

  #priceOf(run: ModuleRun, row: Waiter) {
    this.#prices ??= new WaitingPrices(() => this.#vendor(run));
    return this.#prices.of(run.ctx, row, !run.report.dryRun);
  }

  #vendor(run: ModuleRun): Promise<VendorConnection> {
    this.#connection ??= (async () =>
      run.ctx.vendor(await run.ctx.billmanager.module(run.module.id)))();
    return this.#connection;
  }

  async #isMoneyThere(run: ModuleRun, row: OperationRow, waiting: Waiting): Promise<boolean> {
    this.concernsMoney = true;
    const money = await this.#moneyOf(run);
    const isThere =
      money === null
        ? isTimeUp(waiting, run.ctx.clock)
        : money.isThere(run.ctx.clock, await this.#priceOf(run, row), waiting);
    if (!isThere) this.#poor.add(row.item);
    return isThere;
  }

  /** null: the vendor cannot be asked. */
  #moneyOf(run: ModuleRun): Promise<MoneyCondition | null> {
    this.#money ??= quietly(run, async () => MoneyCondition.of(run.ctx, await this.#vendor(run)));
    return this.#money;
  }

  #loginWorks(run: ModuleRun): Promise<boolean> {
    this.#login ??= quietly(run, async () => {
      if (run.module.program === ACCOUNTS_MODULE) {
        const { accounts } = await run.ctx.panel(await run.ctx.billmanager.module(run.module.id));
        await accounts.checkAdministrator();
      } else await (await this.#vendor(run)).vendor.checkLogin();
      return true;
    }).then(works => works === true);
    return this.#login;
  }
}

/** A question whose failure only means that there is no answer now. */
async function quietly<T>(run: ModuleRun, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isMaintenance(error) || !(error instanceof Fault)) throw error;
    run.ctx.log.info(`checkevent: still waited for: ${toFault(error).message}`);
    return null;
  }
}

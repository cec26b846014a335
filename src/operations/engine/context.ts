import type { Clock } from '../../base/clock.ts';
import { dateOf, type IsoDate } from '../../base/dates.ts';
import type { FaultType } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import type { MayAct } from '../../base/maintenance.ts';
import type { Billmanager, ModuleSettings, Service } from '../../billmanager/billmanager.ts';
import type { Conf } from '../../conf/conf.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Accounts } from '../../panel/panel.ts';
import type { Vendor } from '../../vendor/vendor.ts';

/** The vendor, reached with one processing module's settings. */
export interface VendorConnection {
  readonly vendor: Vendor;
  /** Key of the vendor account, which pays, in the ledger. */
  readonly account: string;
}

/** An ISPmanager panel, reached with one processing module's settings. */
export interface PanelConnection {
  readonly accounts: Accounts;
  /** Key of the panel, in the ledger. */
  readonly key: string;
  /** Its address, as services show it to their clients. */
  readonly url: string;
}

/** What a processing module's settings say of the panel behind it. */
export type PanelLogin = Pick<ModuleSettings, 'url' | 'username' | 'password'>;
/** The same of the vendor. */
export type VendorLogin = PanelLogin & Pick<ModuleSettings, 'params'>;

/** Everything an operation works with. Each part is opened or connected on first use. */
export interface Context {
  readonly conf: Conf;
  readonly billmanager: Billmanager;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  /**
   * May anything be bought, renewed or changed now? Throws Fault maintenance, maintenance_unknown.
   */
  readonly mayAct: MayAct;
  /**
   * Module settings completed by the conf's [upstream] section; Fault module_setting_missing if
   * that is not enough.
   */
  vendor(login: VendorLogin): Promise<VendorConnection>;
  /** The panel of a module of pmcpispmgr; Fault panel_setting_missing. */
  panel(login: PanelLogin): Promise<PanelConnection>;
}

/** A call about one service, as an entrypoint received it. */
export interface ServiceCall {
  readonly item: string;
  readonly runningOperation: string | null;
  /** Product type if the caller told it. */
  readonly itemtype: string | null;
  /** Processing module if the caller named one. */
  readonly module?: string;
  /**
   * BILLmanager no longer waits for the operation: what was begun is finished, nothing new is
   * begun.
   */
  readonly withdrawn?: true;
  /** What is in doubt is looked for; as long as it is not found, nothing else is done. */
  readonly onlyLooks?: true;
  /**
   * Does the caller act upon a refusal of this type? Once a look has confirmed it, it is thrown and
   * ends the attempt.
   */
  actsUpon?(refusal: FaultType): Promise<boolean>;
}

/** The service that an operation is about, and its processing module. */
export interface Target {
  readonly item: string;
  readonly module: string;
  readonly service: Service;
}

/** Today by the vendor's clock; our own date before its first answer. */
export function today(ctx: Context, vendor: Vendor): IsoDate {
  return vendor.today() ?? dateOf(ctx.clock.now());
}

import type { Dependencies } from '../../app/dependencies.ts';
import { dateOf, type IsoDate } from '../../base/dates.ts';
import type { Billmanager, ModuleSettings } from '../../billmanager/billmanager.ts';
import type { Conf } from '../../conf/conf.ts';
import type { Accounts } from '../../panel/panel.ts';
import type { Vendor } from '../../vendor/vendor.ts';

/** The upstream as one processing module's settings reach it. */
export interface VendorConnection {
  readonly vendor: Vendor;
  /** Key of the account that pays, in the ledger. */
  readonly account: string;
}

/** An ISPmanager panel as one processing module's settings reach it. */
export interface Panel {
  readonly accounts: Accounts;
  /** Key of the panel, in the ledger. */
  readonly key: string;
  /** Its address, as services tell it to their clients. */
  readonly url: string;
}

/** What stands without a conf: the local BILLmanager and the journal. */
export interface CallDependencies extends Dependencies {
  readonly billmanager: Billmanager;
}

/** Everything an operation works with. Each part is made when it is first asked for. */
export interface Context extends CallDependencies {
  readonly conf: Conf;
  /**
   * Module settings completed by the conf's [upstream] section; Fault module_setting_missing if
   * that is not enough.
   */
  supplier(
    settings: Pick<ModuleSettings, 'url' | 'username' | 'password' | 'params'>,
  ): Promise<VendorConnection>;
  /** The panel of a module of pmcpispmgr; Fault panel_setting_missing. */
  panel(settings: Pick<ModuleSettings, 'url' | 'username' | 'password'>): Promise<Panel>;
}

/** A call about one service, as a door received it. */
export interface ServiceCall {
  readonly item: string;
  readonly runningOperation: string | null;
  /** Product type if the caller told it. */
  readonly itemtype: string | null;
  /**
   * BILLmanager no longer waits for the operation: what was begun is brought to an end, nothing is
   * begun.
   */
  readonly withdrawn?: true;
}

/** Today as the upstream dates it; our own date before its first answer. */
export function today(ctx: Context, vendor: Vendor): IsoDate {
  return vendor.today() ?? dateOf(ctx.clock.now());
}

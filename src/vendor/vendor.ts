import type { IsoDate } from '../base/dates.ts';
import type { Period } from '../base/period.ts';
import type { Permit } from '../manager-api/manager.ts';
import type { Itemtype } from './product-types.ts';

export type { Itemtype, Permit };

/**
 * 1 ordered, 2 active, 3 suspended, 4 deleted, 5 processing (docs/reference/vendor-api.md, "Right
 * after the order").
 */
export type UpstreamStatus = 'ordered' | 'active' | 'suspended' | 'deleted' | 'processing';

/**
 * What an answer has where an end date should be: text that is no date, or nothing ('') on a
 * license that is not for a lifetime.
 */
export interface UnreadDate {
  readonly unread: string;
}

/** null: a lifetime. */
export type EndDate = IsoDate | null | UnreadDate;

/** A license (or module, or platform) as a row of the upstream's list shows it. */
export interface LicenseRow {
  readonly id: string;
  readonly itemtype: Itemtype;
  readonly name: string;
  /** null: not in the answer. */
  readonly status: UpstreamStatus | null;
  readonly ip: string;
  readonly licname: string;
  /** Upstream pricelist id (classic: price). Empty if not in the answer. */
  readonly pricelist: string;
  readonly period: Period | null;
  readonly createdate: IsoDate | null;
  readonly expiredate: EndDate;
  readonly remoteid: string;
  /** The answer had no `remoteid` field, so the empty one above means nothing. */
  readonly remoteidUnknown?: true;
  /** addition: the license it belongs to; undefined if not in the list. */
  readonly parentItem?: string;
  readonly cost: string;
  /** The vendor renews it by itself, at the account's cost (autoprolong); not set where untold. */
  readonly renewsItself?: true;
}

/** A license read by itself (soft.edit): all that a row has, and what only the form has. */
export interface License extends LicenseRow {
  /** Secret. Empty while the upstream is preparing the license, and for types without a key. */
  readonly lickey: string;
  readonly ipChangeDate: IsoDate | null;
  readonly lickeyChangeDate: IsoDate | null;
  /** addition: the license it belongs to; '' if not in the form. */
  readonly parentItem: string;
  /** Amounts by upstream addon id. */
  readonly addons: ReadonlyMap<string, number>;
}

/** The license that may be acted on, and the permission to do so. */
export interface LicensePermit extends Permit, Pick<LicenseRow, 'itemtype' | 'id'> {}

/** One page of a list. */
export interface ListPage {
  readonly rows: readonly LicenseRow[];
  /**
   * How many rows the whole list has, as it says itself (`p_elems`); null if it does not. More than
   * came means that there are more; the same number proves nothing, as a filter narrows both.
   */
  readonly told: number | null;
}

export interface OrderRequest {
  readonly itemtype: Itemtype;
  readonly pricelist: string;
  /** The upstream's period (months, -100, 0); classic: the id of a price's period. */
  readonly period: string;
  readonly ip: string;
  readonly licname: string;
  /** Our id of the service: the only way to find an order whose answer was lost. */
  readonly remoteid: string;
  readonly addons: ReadonlyMap<string, number>;
  /** addition: the upstream license it is for. */
  readonly parentItem?: string;
}

export interface LicenseChange {
  readonly ip?: string;
  readonly licname?: string;
  readonly remoteid?: string;
  readonly parentItem?: string;
  readonly addons?: ReadonlyMap<string, number>;
}

export interface Money {
  /** Decimal text as the upstream wrote it, e.g. "12.50". */
  readonly amount: string;
  readonly currency: string;
}

export interface PricelistPeriod {
  readonly period: Period;
  readonly cost: string;
}

/** One tariff of `pricelist.export`. */
export interface UpstreamPricelist {
  readonly id: string;
  readonly name: string;
  readonly intname: string;
  readonly itemtype: string;
  readonly additionintname: string;
  /** One entry per currency. */
  readonly prices: readonly {
    readonly currency: string;
    readonly periods: readonly PricelistPeriod[];
  }[];
  readonly addons: readonly {
    readonly id: string;
    readonly name: string;
    readonly addonlimit: number;
    readonly addonmax: number | null;
    readonly prices: readonly {
      readonly currency: string;
      readonly periods: readonly PricelistPeriod[];
    }[];
  }[];
}

/** What an edition of the upstream's interface can do; operations check this before they plan. */
export interface Abilities {
  readonly remoteid: boolean;
  readonly prolong: boolean;
  readonly delete: boolean;
  readonly newKey: boolean;
  readonly changePricelist: boolean;
  readonly priceList: boolean;
}

/**
 * The upstream in one dialect. Every method is one request unless it says otherwise, and throws
 * Fault: kind `passing` when the request was certainly not carried out and may be repeated, `final`
 * when it was refused, `unknown` when it may have been carried out (acts only; a failed read is
 * passing).
 */
export interface Vendor {
  readonly dialect: 'current' | 'classic';
  readonly abilities: Abilities;
  /**
   * Today by the upstream's clock (the Date header of its answers); null before the first answer.
   * Dates of licenses are compared with this, never with our own clock.
   */
  today(): IsoDate | null;

  /**
   * May a license of this kind be ordered for this address? Fault `address_refused` if not. No
   * request for types without the check.
   */
  checkAddress(
    order: Pick<OrderRequest, 'itemtype' | 'pricelist' | 'period' | 'ip'>,
  ): Promise<void>;
  /** Orders and is charged at once. Returns the new license's id. */
  order(order: OrderRequest, permit: Permit): Promise<{ readonly id: string }>;
  /** One license; null if the upstream says that there is none (error `missed`). */
  read(itemtype: Itemtype, id: string): Promise<License | null>;
  /** Charges. Returns the new end date if the answer has it. */
  prolong(license: LicensePermit, period: string): Promise<{ readonly expiredate: IsoDate | null }>;
  change(license: LicensePermit, change: LicenseChange): Promise<void>;
  /** A new license key. Secret; empty if not in the answer. */
  newKey(license: LicensePermit): Promise<string>;
  suspend(license: LicensePermit): Promise<void>;
  resume(license: LicensePermit): Promise<void>;
  delete(license: LicensePermit): Promise<void>;
  changePricelist(license: LicensePermit, pricelist: string, period: string): Promise<void>;

  /**
   * Removes any filter that somebody has set on this type's list (docs/reference/vendor-api.md, "A
   * filter is state of the user").
   */
  clearFilter(itemtype: Itemtype): Promise<void>;
  /**
   * One page of the list (from 1). Rows come as the upstream sends them: cut, repeated or reordered
   * pages are the caller's to judge.
   */
  listPage(itemtype: Itemtype, page: number, rows: number): Promise<ListPage>;
  /**
   * Rows of the list when the upstream is asked to narrow it to a remoteid (`filter=on`). Whether
   * it does is not known: check what comes, and do not rely on what is missing.
   */
  rowsByRemoteId(itemtype: Itemtype, remoteid: string): Promise<readonly LicenseRow[]>;

  priceList(filter?: {
    readonly itemtype?: Itemtype;
    readonly pricelist?: string;
    /** Only what is on sale now. */
    readonly onlyavailable?: boolean;
  }): Promise<readonly UpstreamPricelist[]>;
  /** Balances by currency. */
  balance(): Promise<readonly Money[]>;
  /** Checks the credentials with a harmless read. */
  checkLogin(): Promise<void>;
}

import type { IsoDate } from '../../src/base/dates.ts';
import type {
  Itemtype,
  LicenseChange,
  OrderRequest,
  UpstreamStatus,
} from '../../src/vendor/vendor.ts';

/** Who asked upstream for something that costs money. */
export interface Payer {
  readonly name: string;
  readonly startedAt: number;
  /** The request is carried out late. */
  readonly isLate?: boolean;
}

/** Is told of each charge, and each act on a license, before it is made. */
export interface ChargeWatch {
  ordered(license: Sold, wish: Pick<OrderRequest, 'remoteid'>, payer: Payer): void;
  prolonged(license: Sold, end: IsoDate, payer: Payer): void;
  /** `change`: what it shall be; null for other acts. */
  acted(license: Sold, func: string, change: LicenseChange | null, payer: Payer): void;
}

export interface Sold {
  id: string;
  readonly itemtype: Itemtype;
  pricelist: string;
  readonly period: number;
  ip: string;
  licname: string;
  remoteid: string;
  /** addition: the license that it belongs to. */
  parentItem: string;
  readonly addons: Map<string, number>;
  status: UpstreamStatus;
  readonly readyAt: number;
  lickey: string;
  readonly createdate: IsoDate;
  expiredate: IsoDate | null;
  /** What answers tell in place of the end date. */
  endUnread?: string;
  ipChangeDate: IsoDate | null;
  lickeyChangeDate: IsoDate | null;
  /** What people have bought for it by hand: its end before, and when that was. */
  readonly extended: { readonly end: IsoDate; readonly at: number }[];
  /** Bought by a person in the web interface, or by another billing. */
  readonly byHand: boolean;
  /** The vendor renews it by itself when it runs out. */
  autoprolong?: boolean;
  /** Nobody may renew it. */
  unrenewable?: boolean;
  /**
   * An answer has told of it as it was before, or not at all; it came later than anybody looked; a
   * person took away what it could be known by.
   */
  isHidden?: boolean;
  /** Its order's remoteid was dropped or cut. */
  isAltered?: boolean;
  /** The remoteids of orders that were answered with its id. */
  readonly orders: string[];
  /** What it was before each change, and until when. */
  readonly past: { readonly until: number; readonly before: Sold | null }[];
}

/** What the vendor tells nobody. */
type Inside =
  | 'byHand'
  | 'readyAt'
  | 'extended'
  | 'endUnread'
  | 'autoprolong'
  | 'unrenewable'
  | 'isAltered'
  | 'isHidden'
  | 'orders'
  | 'past';

/** As an answer tells it. */
export function withoutInside(license: Sold): Omit<Sold, Inside> {
  const {
    byHand,
    readyAt,
    extended,
    autoprolong,
    unrenewable,
    isHidden,
    isAltered,
    orders,
    past,
    ...facts
  } = license;
  return facts;
}

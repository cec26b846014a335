import type { IsoDate } from '../../base/dates.ts';
import type { Money } from '../../vendor/vendor.ts';
import type { DifferenceKind } from './kinds.ts';

/**
 * How `apply` settles a difference. checkevent: it does that anyway. bind: the license is bound to
 * the service. setparam: the license gets what the service has. sync: the service gets what the
 * license has. delete: the license is deleted.
 */
export type Action = 'checkevent' | 'bind' | 'setparam' | 'sync' | 'delete';

/** Carried out only where the kind is asked for by name. */
export const isDestructive = (action: Action): boolean => action === 'delete';

/** One difference between a service, the ledger and a license. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly itemtype: string;
  /** The processing module of the service, else of the ledger; '' where neither is known. */
  readonly module: string;
  /** The service's number; '' where none is named. */
  readonly item: string;
  /** The license's id at the vendor; '' where there is none. */
  readonly license: string;
  /** What BILLmanager has in this point: a date, an address, a pricelist, a status. */
  readonly here: string;
  /** What the vendor has. */
  readonly there: string;
  /** What the license costs a month; null where that is not told. */
  readonly monthly: Money | null;
  /** null: a person settles it, or a day that comes. */
  readonly action: Action | null;
  /** The day from which on it settles itself; null where it does not, or does now. */
  readonly from: IsoDate | null;
}

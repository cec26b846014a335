import type { Fault } from '../../src/base/fault.ts';

/** What a vendor did in its own way, when it took effect. */
export type QuirkEffect =
  | 'lag'
  | 'remoteids'
  | 'merged'
  | 'late'
  | 'errors'
  | 'autoprolong'
  | 'money'
  | 'nonpayment';

/** Ways of a vendor that no document rules out. */
export interface VendorQuirks {
  /** What lists, and forms, tell is so many milliseconds old. */
  readonly listLag: number;
  readonly formLag: number;
  /** What it keeps of a remoteid that an order or a change carries. */
  kept(remoteid: string): string;
  /** A second order of one tariff for one address is answered with the first one's id. */
  readonly merges: boolean;
  /** A renewal ends a suspension. */
  readonly liftsByRenewal: boolean;
  /** How much later a request is carried out than it came, in milliseconds. */
  lateness(func: string): number;
  /** The error document that a request is answered with although it was carried out. */
  errorAfter(func: string): Fault | null;
  /** Is told of each that took effect. */
  noticed(effect: QuirkEffect): void;
}

export const noQuirks: VendorQuirks = {
  listLag: 0,
  formLag: 0,
  kept: remoteid => remoteid,
  merges: false,
  liftsByRenewal: false,
  lateness: () => 0,
  errorAfter: () => null,
  noticed: () => {},
};

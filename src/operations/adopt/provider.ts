import type { ImportedService, Service, ServiceStatus } from '../../billmanager/billmanager.ts';
import type { NewLedgerLicense } from '../../journal/records.ts';
import type { Context, Target } from '../engine/context.ts';
import type { Facts, Step } from '../engine/run.ts';

export type ProviderKind = 'license' | 'account';

/**
 * Something that can serve a service, as its list shows it: a license of a vendor, an account of a
 * panel.
 */
export interface Candidate {
  /** License id or user name. */
  readonly id: string;
  readonly name: string;
  readonly ip: string;
  /** As in the DNS. */
  readonly domains: readonly string[];
  /** What was bought: the vendor's pricelist, an account template. '' if the list does not tell. */
  readonly product: string;
  /** null: the list does not tell. */
  readonly status: ServiceStatus | null;
  /**
   * The service that it names as its own (remoteid, ownership token); '' none; null if not in the
   * list.
   */
  readonly owner: string | null;
  /** It says so by this installation's own mark. */
  readonly isMarked: boolean;
  /** A closed service of ours has let go of it: it is kept for the next one that is ordered. */
  readonly isReleased: boolean;
}

/** The same read by itself, with everything needed to bind it to a service. */
export interface Bindable {
  readonly candidate: Candidate;
  /** The parameters that we keep on its service. */
  readonly params: ReadonlyMap<string, string>;
  /** The service that BILLmanager's import makes of it. */
  readonly imported: Omit<ImportedService, 'module' | 'itemtype'>;
  /** What stands there as our id; '' nothing, and where nothing is written. */
  readonly remoteid: string;
  /** Its ledger row. `service`: null for one that was imported just now. */
  row(item: string, service: Service | null): NewLedgerLicense;
  /**
   * Writes our id of the service to the provider, so that it is found later; null if nothing is
   * written there.
   */
  setRemoteId(item: string): Step<Facts> | null;
  /** Gives it a new password, known to the service; null if it has none. */
  newPassword(ctx: Context, target: Target): Step<Facts> | null;
}

/** What one processing module reaches, of one product type. */
export interface Provider {
  readonly kind: ProviderKind;
  /** In the ledger. */
  readonly itemtype: string;
  /** What BILLmanager calls the product type. */
  readonly soldAs: string;
  readonly module: string;
  /** Account or panel, in the ledger. */
  readonly key: string;
  /** Everything there is, by list requests alone. */
  list(): Promise<readonly Candidate[]>;
  /** One of it; null if there is none of this id, or it is deleted. */
  read(id: string): Promise<Bindable | null>;
}

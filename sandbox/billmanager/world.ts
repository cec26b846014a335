import { dirname, join } from 'node:path';
import { Mirror } from '../database/mirror.ts';
import { ROOT_FOLDER } from '../files.ts';
import { BILLING_SETTINGS, type BillingSetting, Settings } from '../store/settings.ts';
import { Store } from '../store/store.ts';
import { SandboxClock } from '../store/time.ts';
import { BILLING_SCHEMA } from './schema.ts';

/** Everything that the stand-in BILLmanager stands on. */
export interface BillingWorld {
  readonly store: Store;
  readonly settings: Settings<BillingSetting>;
  readonly clock: SandboxClock;
  /** Shows the world in BILLmanager's own database, where the sandbox has one. */
  readonly mirror: Mirror;
  /** The manager root. */
  readonly root: string;
}

/** One call of mgrctl, its `-e` values filled in. */
export interface BillingCall {
  readonly func: string;
  readonly params: ReadonlyMap<string, string>;
}

export function openBilling(path: string): BillingWorld {
  const store = new Store(path, BILLING_SCHEMA);
  const settings = new Settings(store, BILLING_SETTINGS);
  const root = join(dirname(path), ROOT_FOLDER);
  const clock = new SandboxClock(settings);
  return { store, settings, clock, mirror: new Mirror(store), root };
}

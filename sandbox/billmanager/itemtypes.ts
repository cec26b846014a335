import { SOLD_ITEMTYPES } from '../vendor/types.ts';
import type { BillingWorld } from './world.ts';

/** The product type of FTP storage, as the store has it. */
const STORAGE = 'backupservice';
/** Product types of this BILLmanager: those that are resold, and two that are not. */
const STORED: ReadonlySet<string> = new Set([...SOLD_ITEMTYPES, 'vhost', STORAGE]);

/** What this panel calls a product type of the store (setting `storage_itemtype`). */
export const knownName = (world: BillingWorld, stored: string): string =>
  stored === STORAGE ? world.settings.get('storage_itemtype') : stored;

/** The stored product type behind a name; undefined for one that this panel does not know. */
export const storedType = (world: BillingWorld, name: string): string | undefined =>
  [...STORED].find(each => knownName(world, each) === name);

export const storedTypes = (): readonly string[] => [...STORED];

import { SOLD_ITEMTYPES } from '../vendor/types.ts';

/** Product types of this BILLmanager: those that are resold, and two that are not. */
export const ITEMTYPES: ReadonlySet<string> = new Set([
  ...SOLD_ITEMTYPES,
  'vhost',
  'backupservice',
]);

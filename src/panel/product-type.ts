/**
 * The product type that accounts of a panel are sold as (docs/reference/panel-api.md, "FTP
 * storage"), and their type in the ledger whatever BILLmanager calls it.
 */
export const ACCOUNT_ITEMTYPE = 'backupservice';

/** Under which names BILLmanagers may know it. */
export const ACCOUNT_ITEMTYPES: readonly string[] = [ACCOUNT_ITEMTYPE, 'storage'];

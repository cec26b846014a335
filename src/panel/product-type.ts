/**
 * The product type of a panel's accounts (docs/reference/panel-api.md, "FTP storage"), and their
 * type in the ledger, whatever BILLmanager calls it.
 */
export const ACCOUNT_ITEMTYPE = 'backupservice';

/** The names that a BILLmanager may have for it. */
export const ACCOUNT_ITEMTYPES: readonly string[] = [ACCOUNT_ITEMTYPE, 'storage'];

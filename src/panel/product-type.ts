/**
 * The product type that accounts of a panel are sold as (docs/reference/panel-api.md, "FTP
 * storage").
 */
export const ACCOUNT_ITEMTYPE = 'backupservice';

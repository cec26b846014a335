/** The product type that accounts of a panel are sold as (upstream-api.md, "ISPmanager panel"). */
export const ACCOUNT_ITEMTYPE = 'backupservice';

/** What BILLmanager sells an account of a panel as. */
interface AccountType {
  /** An account comes with a domain: WWW, mail, zone. */
  readonly hasDomain: boolean;
}

/**
 * The product types of a panel's accounts (docs/reference/panel-api.md, "FTP storage", "Shared
 * hosting"). Some BILLmanagers may call FTP storage `storage`.
 */
const ACCOUNT_TYPES: Readonly<Record<string, AccountType>> = {
  backupservice: { hasDomain: false },
  storage: { hasDomain: false },
  vhost: { hasDomain: true },
};

export const ACCOUNT_ITEMTYPES: readonly string[] = Object.keys(ACCOUNT_TYPES);

/** Does an account that is sold as this come with a domain? */
export const hasDomain = (itemtype: string): boolean => ACCOUNT_TYPES[itemtype]?.hasDomain ?? false;

/**
 * The type of every account in the ledger, whatever it is sold as: its name is unique on its panel,
 * so that one account never serves two services, of whichever product types.
 */
export const ACCOUNT_ITEMTYPE = 'backupservice';

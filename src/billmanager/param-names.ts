/** The parameters we keep on a service. */
export const PARAM_LICENSE_ID = 'license_id';
/** addition: the upstream license that the module belongs to, as the order form asks it. */
export const PARAM_PARENT_LICENSE = 'license';
export const PARAM_LICKEY = 'lickey';
export const PARAM_LICENSE_EXPIREDATE = 'license_expiredate';
/** ... and on that of a panel's account. */
export const PARAM_USERNAME = 'username';
export const PARAM_PASSWORD = 'userpassword';
export const PARAM_URL = 'url';
export const PARAM_DOMAIN = 'domain';
/** The address that is an account's own. */
export const PARAM_IP = 'ip';
/** The domain that an account was to have and that somebody else has on the panel. */
export const PARAM_DOMAIN_TAKEN = 'domain_taken';
/** The upstream's pricelist, where a person changed it there. */
export const PARAM_LICENSE_PRICELIST = 'license_pricelist';
/** BILLmanager 6: `1` while the service's status is being changed. */
export const PARAM_SPECIAL_STATUS = 'special_status';

/**
 * Service parameters whose values are secret wherever they are sent (product.md, "Behaviour
 * everywhere").
 */
export const SECRET_PARAMS: readonly string[] = ['lickey', 'userpassword', 'password', 'passwd'];

/** Those that BILLmanager keeps encrypted as well. */
export const CRYPTED_PARAMS: readonly string[] = ['userpassword'];

import { randomBytes } from 'node:crypto';
import type { Service } from '../../billmanager/billmanager.ts';

/** The token of the service's mark, kept on the service. */
export const PARAM_MARK = 'account_mark';

const MARK = /^service (\d+) ([0-9a-f]{8})$/;
const TOKEN = /^[0-9a-f]{8}$/;

/**
 * The mark of a service is the full name under which its account is made: our id of the service and
 * a random token, which is saved on the service before the account is made. By it an account whose
 * creation was never answered is told from another one of that name, with or without a state file:
 * another BILLmanager may sell accounts of the same panel, to services of the same numbers.
 */
export function markOf(service: Service): string | null {
  const token = service.params.get(PARAM_MARK) ?? '';
  return TOKEN.test(token) ? `service ${service.id} ${token}` : null;
}

/** A mark for a service that has none yet. */
export const newMark = (item: string): string =>
  `service ${item} ${randomBytes(4).toString('hex')}`;

export const tokenOf = (mark: string): string => MARK.exec(mark)?.[2] ?? '';

/**
 * The service that a full name of this kind names, whichever BILLmanager's it is; null for any
 * other text.
 */
export function markedItem(fullname: string): string | null {
  return MARK.exec(fullname.trim())?.[1] ?? null;
}

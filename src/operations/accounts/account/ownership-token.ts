import { randomBytes } from 'node:crypto';
import type { Service } from '../../../billmanager/billmanager.ts';

/** The random part of the token, kept on the service. */
export const PARAM_TOKEN = 'account_mark';

const TOKEN = /^service (\d+) ([0-9a-f]{8})$/;
const DRAW = /^[0-9a-f]{8}$/;

/**
 * The ownership token of a service is the full name under which its account is made: our id of the
 * service and a random draw, which is saved on the service before the account is made. It tells an
 * account whose creation was never answered from another one of that name, with or without a state
 * file: another BILLmanager may sell accounts of the same panel, to services of the same numbers.
 * null: the service has none yet.
 */
export function ownershipToken(service: Service): string | null {
  const draw = service.params.get(PARAM_TOKEN) ?? '';
  return DRAW.test(draw) ? `service ${service.id} ${draw}` : null;
}

/** A token for a service that has none yet. */
export const newOwnershipToken = (item: string): string =>
  `service ${item} ${randomBytes(4).toString('hex')}`;

export const drawOf = (token: string): string => TOKEN.exec(token)?.[2] ?? '';

/**
 * The service that a full name of this kind names, whichever BILLmanager's it is; null for any
 * other text.
 */
export function itemOfToken(fullname: string): string | null {
  return TOKEN.exec(fullname.trim())?.[1] ?? null;
}

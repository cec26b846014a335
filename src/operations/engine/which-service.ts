import type { Service } from '../../billmanager/billmanager.ts';
import { type ServiceFingerprint, serviceFingerprint } from '../../journal/service-fingerprint.ts';

/**
 * Which very service this is: the client's account and the day it was ordered. The opening date and
 * the tariff may change, so they are no part of it.
 */
export const fingerprintOf = ({
  account,
  createdate,
}: Pick<Service, 'account' | 'createdate'>): ServiceFingerprint =>
  serviceFingerprint(account, createdate ?? '');

/**
 * Identifies the service that a row is about: its client's account and the day it was made, "15
 * 2026-03-01". A number alone may be reused after a database was put back or begins counting anew.
 */
export type ServiceFingerprint = string;

const PARTS = 2;

/** Unknown parts stay empty. */
export const serviceFingerprint = (account: string, createdate: string): ServiceFingerprint =>
  `${account} ${createdate}`.trim() === '' ? '' : `${account} ${createdate}`;

/** Do both mean the same service, as far as both are known? */
export function isSameService(a: ServiceFingerprint, b: ServiceFingerprint): boolean {
  const [ofA, ofB] = [a.split(' '), b.split(' ')];
  for (let part = 0; part < PARTS; part++) {
    const [one = '', other = ''] = [ofA[part], ofB[part]];
    if (one !== '' && other !== '' && one !== other) return false;
  }
  return true;
}

/** Combines two fingerprints of one service: each may have a part that the other lacks. */
export function fuller(known: ServiceFingerprint, told: ServiceFingerprint): ServiceFingerprint {
  const [ofKnown, ofTold] = [known.split(' '), told.split(' ')];
  const [account = '', createdate = ''] = [0, 1].map(part => ofKnown[part] || ofTold[part] || '');
  return serviceFingerprint(account, createdate);
}

/**
 * Which very service a row is about: its client's account and the day it was made, "15 2026-03-01".
 * A number alone may come again: a database was put back, or counts from the start.
 */
export type ServiceFingerprint = string;

const PARTS = 2;

/** Parts that are not told are left open. */
export const serviceFingerprint = (account: string, createdate: string): ServiceFingerprint =>
  `${account} ${createdate}`.trim() === '' ? '' : `${account} ${createdate}`;

/** Do the two name the same service, as far as both tell? */
export function isSameService(a: ServiceFingerprint, b: ServiceFingerprint): boolean {
  const [ofA, ofB] = [a.split(' '), b.split(' ')];
  for (let part = 0; part < PARTS; part++) {
    const [one = '', other = ''] = [ofA[part], ofB[part]];
    if (one !== '' && other !== '' && one !== other) return false;
  }
  return true;
}

/** The two of one service put together: what one does not tell, the other may. */
export function fuller(known: ServiceFingerprint, told: ServiceFingerprint): ServiceFingerprint {
  const [ofKnown, ofTold] = [known.split(' '), told.split(' ')];
  const [account = '', createdate = ''] = [0, 1].map(part => ofKnown[part] || ofTold[part] || '');
  return serviceFingerprint(account, createdate);
}

import { Fault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';

/** What a panel can print, and no more of it than a key is long. */
const KEY = /^[\x21-\x7e]{1,256}$/;

/**
 * A key goes to the client, so it is looked at before it is kept: it begins with the license's id
 * and a dash (docs/reference/vendor-api.md, "Right after the order"), so that one with another id
 * in front belongs to an answer about somebody else's license. Fault upstream_answer_bad (passing)
 * for such a key and for what is none; it never shows the key.
 */
export function requireOwnKey({
  id,
  itemtype,
  lickey,
}: Pick<License, 'id' | 'itemtype' | 'lickey'>): void {
  if (lickey === '') return;
  const other = /^(\d+)-/.exec(lickey)?.[1];
  const isForeign = other !== undefined && other !== id;
  if (!isForeign && KEY.test(lickey)) return;
  const wrong = isForeign
    ? `its key is that of license ${other.slice(0, 20)}`
    : `its key is none (${lickey.length} characters)`;
  throw new Fault('upstream_answer_bad', {
    object: `${itemtype}.edit`,
    value: `license ${id}: ${wrong}`,
    kind: 'passing',
  });
}

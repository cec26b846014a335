import { Fault, type FaultType } from '../../src/base/fault.ts';
import { Random } from '../support/random.ts';
import type { VendorQuirks } from '../support/vendor-quirks.ts';
import type { Kinds } from './kinds.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const ERRORS: readonly [FaultType, ...FaultType[]] = [
  'upstream_value',
  'upstream_refused',
  'upstream_money',
  'upstream_missed',
  'upstream_busy',
  'upstream_access',
];

/** The ways of the vendor in a world of these kinds, until it is calm. */
export function quirksOf(seed: number, kinds: Kinds, isCalm: () => boolean): VendorQuirks {
  const random = new Random('quirks', seed);
  const [listLag, formLag] = random.pick<[number, number]>([
    [20 * SECOND, 0],
    [3 * MINUTE, 10 * SECOND],
    [20 * MINUTE, 0],
    [20 * MINUTE, 2 * MINUTE],
    [4 * MINUTE, 4 * MINUTE],
  ]);
  const remoteids = random.pick(['dropped', 'cut', 'edited']);
  const length = random.pick([5, 8, 10, 12]);
  const lateness = new Random('lateness', seed);
  const errors = new Random('errors', seed);
  const isLagging = (): boolean => kinds.has('lag') && !isCalm();
  return {
    get listLag() {
      return isLagging() ? listLag : 0;
    },
    get formLag() {
      return isLagging() ? formLag : 0;
    },
    kept(remoteid) {
      if (!kinds.has('remoteids') || remoteids === 'edited') return remoteid;
      return remoteids === 'dropped' ? '' : remoteid.slice(0, length);
    },
    merges: kinds.has('merged'),
    liftsByRenewal: kinds.has('nonpayment') && random.chance(0.5),
    lateness() {
      if (!kinds.has('late') || isCalm() || !lateness.chance(0.2)) return 0;
      return lateness.whole(6 * SECOND, 12 * MINUTE);
    },
    errorAfter(func) {
      // a new key is asked for by a person, who is told
      if (!kinds.has('errors') || isCalm() || func === 'newkey' || !errors.chance(0.2)) return null;
      return new Fault(errors.pick(ERRORS), { object: func, value: 'it was carried out' });
    },
    noticed: effect => kinds.count(effect),
  };
}

import type { Random } from './random.ts';

/** What becomes of a request to the upstream. */
export type RequestFate =
  | 'fine'
  /** No connection: certainly not carried out. */
  | 'refused'
  /** It never arrives, and neither does an answer. */
  | 'lost'
  /** It is carried out, the answer gets lost: before or after it is carried out. */
  | 'unanswered'
  /** It is carried out late. */
  | 'slow'
  /** An answer comes that cannot be read; it was carried out. */
  | 'garbled'
  /** The process is killed as soon as it is sent; it is carried out. */
  | 'killed';

/** What becomes of a call of BILLmanager. */
export type CallFate = 'fine' | 'refused' | 'unanswered' | 'killed';

/** What may happen to one process. */
export interface Hazards {
  /** The await, counted from 1, that is its last; 0: none. */
  readonly killAt: number;
  readonly killPhase: 'before' | 'after';
  request(func: string): RequestFate;
  call(name: string): CallFate;
}

export type HazardKind = 'kill' | 'net' | 'bill';

export const noHazards: Hazards = {
  killAt: 0,
  killPhase: 'before',
  request: () => 'fine',
  call: () => 'fine',
};

/** Seeded hazards; `level` 1 is a very bad day, `without` are the kinds left out. */
export function hazardsOf(
  random: Random,
  level: number,
  without: ReadonlySet<HazardKind>,
): Hazards {
  const isKilled = random.chance(0.35 * level);
  // most calls have some thirty awaits
  const killAt = random.whole(1, random.chance(0.2) ? 120 : 35);
  const killPhase = random.pick<'before' | 'after'>(['before', 'after']);
  const net = random.chance(0.6) ? 0.25 * level : 0;
  const bill = random.chance(0.3) ? 0.15 * level : 0;
  return {
    killAt: isKilled && !without.has('kill') ? killAt : 0,
    killPhase,
    request() {
      const isBad = random.chance(net);
      const fate = random.weighted<RequestFate>({
        fine: 0,
        refused: 2,
        lost: 3,
        unanswered: 4,
        slow: 3,
        garbled: 2,
        killed: 0,
      });
      return isBad && !without.has('net') ? fate : 'fine';
    },
    call() {
      const isBad = random.chance(bill);
      const fate = random.weighted<CallFate>({
        fine: 0,
        refused: 1,
        unanswered: 2,
        killed: 0,
      });
      return isBad && !without.has('bill') ? fate : 'fine';
    },
  };
}

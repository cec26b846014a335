import { glob } from '../store/glob.ts';
import { chance } from '../store/random.ts';
import type { Store } from '../store/store.ts';
import { type FaultAction, parseAction } from './actions.ts';

export type Side = 'upstream' | 'panel' | 'mgrctl';

export const FAULTS_SCHEMA = `CREATE TABLE IF NOT EXISTS faults (
  id INTEGER PRIMARY KEY AUTOINCREMENT, side TEXT NOT NULL, func TEXT NOT NULL,
  action TEXT NOT NULL, nth INTEGER NOT NULL,
  count INTEGER NOT NULL, probability REAL, seed INTEGER NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0, fired INTEGER NOT NULL DEFAULT 0);`;

export interface FaultWish {
  readonly side: Side;
  /**
   * Which calls: function names with `*` and `?`, several parted by commas, each with conditions
   * `&key=pattern`: `soft.edit&sok=ok`.
   */
  readonly func: string;
  /** What happens: see actions.ts. */
  readonly action: string;
  /** The first matching call that is hit, from 1 (default). */
  readonly nth?: number;
  /** How many matching calls are hit from there on; 0: all. Default 1, with a probability all. */
  readonly count?: number;
  /** Instead of nth: each matching call is hit with this chance. */
  readonly probability?: number;
  readonly seed?: number;
}

export interface FaultRule {
  readonly id: number;
  readonly side: Side;
  readonly func: string;
  readonly action: string;
  readonly nth: number;
  readonly count: number;
  readonly probability: number | null;
  readonly seed: number;
  /** Matching calls so far, and how many of them were hit. */
  readonly seen: number;
  readonly fired: number;
}

/** Adds a rule to the side's own store. Throws an Error that names what is wrong with the wish. */
export function addFault(store: Store, wish: FaultWish): number {
  parseAction(wish.action);
  const { probability = null, nth = 1, seed = 1 } = wish;
  const count = wish.count ?? (probability === null ? 1 : 0);
  if (!Number.isInteger(nth) || nth < 1)
    throw new Error(`fault: nth is a number from 1, not ${nth}`);
  if (!Number.isInteger(count) || count < 0)
    throw new Error(`fault: count is a number from 0, not ${count}`);
  if (probability !== null && !(probability >= 0 && probability <= 1)) {
    throw new Error(`fault: probability is between 0 and 1, not ${probability}`);
  }
  return store.insert('faults', {
    side: wish.side,
    func: wish.func,
    action: wish.action,
    nth,
    count,
    probability,
    seed,
  });
}

export function listFaults(store: Store): FaultRule[] {
  return store.all<FaultRule>('SELECT * FROM faults ORDER BY id');
}

export function clearFaults(store: Store): void {
  store.run('DELETE FROM faults');
}

/**
 * The actions that hit this call, in the order their rules were added. Counts the call for every
 * rule that matches it.
 */
export function takeFaults(
  store: Store,
  side: Side,
  func: string,
  params: ReadonlyMap<string, string>,
): readonly FaultAction[] {
  if (!store.get('SELECT 1 FROM faults WHERE side = ? LIMIT 1', side)) return [];
  return store.transaction(() => {
    const hits: FaultAction[] = [];
    for (const rule of store.all<FaultRule>(
      'SELECT * FROM faults WHERE side = ? ORDER BY id',
      side,
    )) {
      if (!matches(rule.func, func, params)) continue;
      const seen = rule.seen + 1;
      const hit = isHit(rule, seen);
      store.update('faults', rule.id, { seen, fired: rule.fired + (hit ? 1 : 0) });
      if (hit) hits.push(parseAction(rule.action));
    }
    return hits;
  });
}

function isHit(rule: FaultRule, seen: number): boolean {
  if (rule.count > 0 && rule.fired >= rule.count) return false;
  if (rule.probability !== null) return chance(rule.seed, rule.id, seen) < rule.probability;
  return seen >= rule.nth;
}

function matches(pattern: string, func: string, params: ReadonlyMap<string, string>): boolean {
  return pattern.split(',').some(each => {
    const [name = '', ...conditions] = each.trim().split('&');
    return glob(name, func) && conditions.every(condition => holds(condition, params));
  });
}

function holds(condition: string, params: ReadonlyMap<string, string>): boolean {
  const [key = '', pattern = '*'] = condition.split('=');
  const value = params.get(key);
  return value !== undefined && glob(pattern, value);
}

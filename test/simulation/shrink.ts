import type { HazardKind } from '../support/hazards.ts';
import { hazardName, type Plan, type SimEvent } from './plan.ts';
import { type Outcome, simulate } from './simulate.ts';

const HAZARDS: readonly HazardKind[] = ['kill', 'net', 'bill'];
const MOST_ROUNDS = 4;

/**
 * The shortest history that still goes wrong: events and hazards are left out one by one as long as
 * something is violated without them. Every actor has chance of its own, so what is left happens as
 * before.
 */
export async function shrink(
  plan: Plan,
): Promise<{ readonly plan: Plan; readonly outcome: Outcome }> {
  let shortest = plan;
  let outcome = await simulate(plan);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = shortest.without.size;
    for (const name of candidates(shortest)) {
      const shorter = { ...shortest, without: new Set([...shortest.without, name]) };
      const tried = await simulate(shorter);
      if (tried.violations.length === 0) continue;
      [shortest, outcome] = [shorter, tried];
    }
    if (shortest.without.size === before) break;
  }
  return { plan: shortest, outcome };
}

function candidates({ events, without }: Plan): readonly string[] {
  const left = events.filter(each => !without.has(String(each.index)));
  const hazards = left.flatMap(each => HAZARDS.map(kind => hazardName(each.index, kind)));
  return [...left.map(each => String(each.index)).reverse(), ...hazards].filter(
    name => !without.has(name),
  );
}

/**
 * The same history without what is left out of it: the events that remain wait for each other as
 * long as before.
 */
export function compact(plan: Plan): Plan {
  const events: SimEvent[] = [];
  let gap = 0;
  for (const event of plan.events) {
    gap += event.gap;
    if (plan.without.has(String(event.index))) continue;
    events.push({ ...event, gap });
    gap = 0;
  }
  const isLeft = (name: string): boolean => events.some(each => name.startsWith(`${each.index}:`));
  return {
    ...plan,
    events,
    tail: plan.tail + gap,
    without: new Set([...plan.without].filter(isLeft)),
  };
}

/**
 * What a person reads to understand a failing seed. Its first line is what regressions.jsonl wants.
 */
export function historyText(plan: Plan, outcome: Outcome): string {
  const { seed, settings, kinds, events, tail, without } = compact(plan);
  return [
    JSON.stringify({ about: '', seed, settings, kinds, events, tail, without: [...without] }),
    ...outcome.log,
    ...outcome.violations.map(each => `VIOLATION ${each} (seed ${seed})`),
  ].join('\n');
}

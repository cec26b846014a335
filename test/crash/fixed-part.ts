import type { Scenario } from './lab.ts';
import type { Point } from './points.ts';

/** What may be charged, by the scenario's name. */
export const isMoney = ({ name }: { readonly name: string }): boolean =>
  /^(?:module, )?(?:open|order|bought|reopen|prolong|renew|reuse|resume, run out|setparam, (?:tariff|addons)|checkevent, due)/.test(
    name,
  );

/**
 * Of a scenario's kill points those that tell most: after each call upstream or to the panel that
 * changes something, after each call that tells BILLmanager of an end, and after some of the
 * durable commits; where money moves, before each such call as well. All of them run in
 * scripts/soak.
 */
export function fixedPart(scenario: Scenario, points: readonly Point[]): readonly Point[] {
  const commits = points.filter(
    point => point.on === 'journal' && point.act && point.phase === 'after',
  );
  const everyThird = new Set(commits.filter((_, index) => index % 3 === 0));
  return points.filter(point => {
    if (point.on === 'journal') return everyThird.has(point);
    if (!point.act || (point.phase === 'before' && !isMoney(scenario))) return false;
    if (point.on !== 'mgrctl') return !isFilter(point);
    return point.phase === 'after' && ENDS.test(point.label);
  });
}

const ENDS = /\.(?:post\w+|open|service|edit) \(act\)/;

/** A filter that is cleared twice is as clear as one that is cleared once. */
const isFilter = (point: Point): boolean => point.label.includes('.filter ');

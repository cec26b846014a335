import type { Point } from './points.ts';

/**
 * Of a scenario's kill points those that tell most: before and after each call upstream or to the
 * panel that changes something, after each call that tells BILLmanager of an end, and after some of
 * the durable commits. All of them run in scripts/soak.
 */
export function fixedPart(points: readonly Point[]): readonly Point[] {
  const commits = points.filter(
    point => point.on === 'journal' && point.act && point.phase === 'after',
  );
  const everyThird = new Set(commits.filter((_, index) => index % 3 === 0));
  return points.filter(point => {
    if (point.on === 'journal') return everyThird.has(point);
    if (point.on !== 'mgrctl') return point.act && !isFilter(point);
    return point.act && point.phase === 'after' && ENDS.test(point.label);
  });
}

const ENDS = /\.(?:post\w+|setstatus|open|service|edit) \(act\)/;

/** A filter that is cleared twice is as clear as one that is cleared once. */
const isFilter = (point: Point): boolean => point.label.includes('.filter ');

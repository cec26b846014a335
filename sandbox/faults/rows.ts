import type { El } from '../store/document.ts';

/**
 * A list whose rows are turned round, come twice or are left out; any other document stays as it
 * is.
 */
export function spoilRows(document: El, how: string): El {
  const rows = document.children.filter(each => each.name === 'elem');
  const rest = document.children.filter(each => each.name !== 'elem');
  return { ...document, children: [...spoilt(rows, how), ...rest] };
}

function spoilt(rows: readonly El[], how: string): readonly El[] {
  if (how === 'reverse') return rows.toReversed();
  if (how === 'repeat') return [...rows.slice(0, 1), ...rows];
  if (how === 'drop') return rows.slice(0, -1);
  throw new Error(`fault rows:${how}: known are reverse, repeat, drop`);
}

import type { El } from '../store/document.ts';
import type { FaultAction } from './actions.ts';

/**
 * The document that a fault makes of an answer which comes whole: `rows`, `field`; others leave it
 * as it is.
 */
export function spoilDocument(document: El, action: FaultAction): El {
  if (action.kind === 'rows') return spoilRows(document, action.argument);
  if (action.kind === 'field') return spoilField(document, action.argument);
  return document;
}

/**
 * A list whose rows are turned round, come twice or are left out; any other document stays as it
 * is.
 */
function spoilRows(document: El, how: string): El {
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

/** A document whose elements of one name say something else, or are not there. */
function spoilField(document: El, argument: string): El {
  const equals = argument.indexOf('=');
  const name = equals < 0 ? argument : argument.slice(0, equals);
  const text = equals < 0 ? null : argument.slice(equals + 1);
  const kept =
    text === null ? document.children.filter(each => each.name !== name) : document.children;
  const children = kept.map(each =>
    text !== null && each.name === name ? { ...each, text } : spoilField(each, argument),
  );
  return { ...document, children };
}

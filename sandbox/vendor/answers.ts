import { doc, type El, el } from '../store/document.ts';
import { type UpstreamCall, type UpstreamWorld, variant } from './world.ts';

/**
 * A saved form answers its fields directly under `doc` or under `doc/doc`: a client meets both
 * (docs/reference/vendor-api.md, "Documents").
 */
export function formAnswer(world: UpstreamWorld, call: UpstreamCall, children: readonly El[]): El {
  const shape = variant(world, 'form_answer', call, 'flat', 'nested');
  return shape === 'flat' ? doc([...children, el('ok')]) : doc([doc(children), el('ok')]);
}

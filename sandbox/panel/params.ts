import { askedPage, doc, type El, el } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import type { PanelCall, PanelWorld } from './world.ts';

export const saves = (call: PanelCall): boolean => call.params.get('sok') === 'ok';

export function requireParam(call: PanelCall, name: string): string {
  const value = call.params.get(name) ?? '';
  if (value === '') throw new PanelError('missed', name);
  return value;
}

export function pageOf(
  world: PanelWorld,
  call: PanelCall,
): { readonly number: number; readonly size: number; readonly offset: number } {
  const { settings } = world;
  const [usual, cap] = [settings.number('panel_page_default'), settings.number('panel_page_cap')];
  return askedPage(call.params, { usual, cap });
}

/** A form's fields stand directly under `doc` or under `doc/doc`. */
export function formAnswer(world: PanelWorld, children: readonly El[]): El {
  const nested = world.settings.get('panel_form_answer') === 'nested';
  return nested ? doc([doc(children), el('ok')]) : doc([...children, el('ok')]);
}

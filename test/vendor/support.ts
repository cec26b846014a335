import { classicVendor } from '../../src/vendor/classic.ts';
import { currentVendor } from '../../src/vendor/current.ts';
import { type Answer, ScriptedManager } from './scripted-manager.ts';

/** An upstream of the current dialect over scripted answers, by function. */
export function current(answers: Record<string, Answer>) {
  const manager = new ScriptedManager(answers);
  return { manager, vendor: currentVendor(manager) };
}

/** The same of the classic dialect. */
export function classic(answers: Record<string, Answer>) {
  const manager = new ScriptedManager(answers);
  return { manager, vendor: classicVendor(manager) };
}

import { classicUpstream } from '../../src/products/classic.ts';
import { currentUpstream } from '../../src/products/current.ts';
import { type Answer, ScriptedManager } from './scripted-manager.ts';

/** An upstream of the current dialect over scripted answers, by function. */
export function current(answers: Record<string, Answer>) {
  const manager = new ScriptedManager(answers);
  return { manager, upstream: currentUpstream(manager) };
}

/** The same of the classic dialect. */
export function classic(answers: Record<string, Answer>) {
  const manager = new ScriptedManager(answers);
  return { manager, upstream: classicUpstream(manager) };
}

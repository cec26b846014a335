import { type Fault, faultText } from '../base/fault.ts';
import type { LocalizedText } from '../base/localized-text.ts';
import type { Json } from '../journal/records.ts';
import type { Context } from '../operations/engine/context.ts';
import type { ModuleRun } from './module-run.ts';

/** Problems that nobody but this program registers. */
const OWN_PROBLEMS = [
  'cpbillmgr_license_gone',
  'cpbillmgr_license_foreign',
  'cpbillmgr_suspended_here',
  'cpbillmgr_tariff_differs',
  'cpbillmgr_renewal_overdue',
  'cpbillmgr_date_unexplained',
  'cpbillmgr_balance_low',
  'cpbillmgr_twin',
  'cpbillmgr_orphan',
] as const;

type OwnProblem = (typeof OWN_PROBLEMS)[number];

/** What checkevent brings to a person's attention, in the panel's list of problems. */
export type ProblemName = 'processingmodule_connect' | OwnProblem;

/** A fault as the text of a problem. */
export const textsOf = (fault: Fault): LocalizedText => ({
  en: fault.message,
  ru: faultText(fault, 'ru'),
});

const keyOf = (module: string, name: ProblemName, about: string): string =>
  `problem ${module} ${name} ${about}`.trim();

/**
 * Registers a problem once: again only after it was cleared, or when its text changes. False: it
 * stands registered. No source tells how BILLmanager finds a module's text in the reader's language
 * (docs/reference/processing-module.md, "Panel problems"), so it is sent one with both.
 */
export async function registerProblem(
  run: ModuleRun,
  name: ProblemName,
  about: string,
  { en: message, ru }: LocalizedText,
): Promise<boolean> {
  const noted = await notedOf(run, name, about);
  if (noted.some(each => each.message === message)) return false;
  if (run.report.dryRun) {
    run.report.plans.push(`register the problem ${name}: ${message}`);
    return true;
  }
  const { id: module, name: moduleName } = run.module;
  await run.ctx.billmanager.registerProblem({
    name,
    object: about || module,
    module,
    moduleName,
    message: `${message} / ${ru}`,
  });
  for (const { key } of noted) await run.ctx.journal.remember(key, null);
  await run.ctx.journal.remember(keyOf(module, name, about), message);
  return true;
}

/** Clears a problem that was registered here; without one the panel is not called. */
export async function clearProblem(
  run: ModuleRun,
  name: ProblemName,
  about: string,
): Promise<void> {
  const noted = await notedOf(run, name, about);
  if (noted.length === 0) return;
  if (run.report.dryRun) {
    run.report.plans.push(`clear the problem ${name} ${about}`.trimEnd());
    return;
  }
  await run.ctx.billmanager.clearProblem({ name, object: about || run.module.id });
  for (const { key } of noted) await run.ctx.journal.remember(key, null);
}

/** Under which keys it is noted as registered, and with which text. */
async function notedOf({ ctx, module, modules }: ModuleRun, name: ProblemName, about: string) {
  // what is about a service or a license may be noted by any module of its account
  const ids = about === '' ? [module.id] : modules;
  const noted: { readonly key: string; readonly message: Json }[] = [];
  for (const id of ids) {
    const key = keyOf(id, name, about);
    const message = (await ctx.journal.recall(key))?.value ?? null;
    if (message !== null) noted.push({ key, message });
  }
  return noted;
}

/**
 * Clears what is left of a journal that was lost or put back: by then a run over everything has
 * reported what still holds, and this journal knows of no other problem.
 */
export async function clearForgotten(
  { journal, billmanager }: Context,
  modules: readonly string[],
): Promise<void> {
  for (const { name, object } of await billmanager.problems()) {
    const own = OWN_PROBLEMS.find(each => each === name);
    if (own === undefined || object === '') continue;
    const keys = modules.flatMap(module => [
      keyOf(module, own, object),
      ...(module === object ? [keyOf(module, own, '')] : []),
    ]);
    const known = await Promise.all(keys.map(key => journal.recall(key)));
    if (known.every(each => (each?.value ?? null) === null))
      await billmanager.clearProblem({ name: own, object });
  }
}

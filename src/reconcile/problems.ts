import type { ModuleRun } from './module-run.ts';

/** What checkevent calls a person's attention to, in the panel's list of problems. */
export type ProblemName =
  | 'processingmodule_connect'
  | 'cpbillmgr_license_gone'
  | 'cpbillmgr_license_foreign'
  | 'cpbillmgr_suspended_here'
  | 'cpbillmgr_tariff_differs'
  | 'cpbillmgr_renewal_overdue'
  | 'cpbillmgr_date_unexplained'
  | 'cpbillmgr_balance_low'
  | 'cpbillmgr_twin';

const keyOf = (run: ModuleRun, name: ProblemName, about: string): string =>
  `problem ${run.module.id} ${name} ${about}`.trim();

/**
 * Registers a problem once: again only after it was cleared, or when its text changes. False: it
 * stands registered.
 */
export async function registerProblem(
  run: ModuleRun,
  name: ProblemName,
  about: string,
  message: string,
): Promise<boolean> {
  const key = keyOf(run, name, about);
  if ((await run.ctx.journal.recall(key))?.value === message) return false;
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
    message,
  });
  await run.ctx.journal.remember(key, message);
  return true;
}

/** Clears a problem that was registered here; without one nothing is said to the panel. */
export async function clearProblem(
  run: ModuleRun,
  name: ProblemName,
  about: string,
): Promise<void> {
  const key = keyOf(run, name, about);
  const registered = (await run.ctx.journal.recall(key))?.value ?? null;
  if (registered === null || run.report.dryRun) return;
  await run.ctx.billmanager.clearProblem({ name, object: about || run.module.id });
  await run.ctx.journal.remember(key, null);
}

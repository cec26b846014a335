import type { Pass } from './pass.ts';

/** What checkevent calls a person's attention to, in the panel's list of problems. */
export type ProblemName =
  | 'processingmodule_connect'
  | 'cpbillmgr_license_gone'
  | 'cpbillmgr_license_foreign'
  | 'cpbillmgr_suspended_here'
  | 'cpbillmgr_balance_low';

const keyOf = (pass: Pass, name: ProblemName, about: string): string =>
  `problem ${pass.module.id} ${name} ${about}`.trim();

/** Registers a problem once: again only after it was cleared, or when its text changes. False: it stands registered. */
export async function registerProblem(
  pass: Pass,
  name: ProblemName,
  about: string,
  message: string,
): Promise<boolean> {
  const journal = await pass.ctx.journal();
  const key = keyOf(pass, name, about);
  if ((await journal.recall(key))?.value === message) return false;
  if (pass.report.dryRun) {
    pass.report.plans.push(`register the problem ${name}: ${message}`);
    return true;
  }
  const { id: module, name: moduleName } = pass.module;
  await pass.ctx.billing.registerProblem({ name, object: about || module, module, moduleName, message });
  await journal.remember(key, message);
  return true;
}

/** Clears a problem that was registered here; without one nothing is said to the panel. */
export async function clearProblem(pass: Pass, name: ProblemName, about: string): Promise<void> {
  const journal = await pass.ctx.journal();
  const key = keyOf(pass, name, about);
  const registered = (await journal.recall(key))?.value ?? null;
  if (registered === null || pass.report.dryRun) return;
  await pass.ctx.billing.clearProblem({ name, object: about || pass.module.id });
  await journal.remember(key, null);
}

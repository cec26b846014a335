import { answers, type Command, operation } from './commands.ts';

/**
 * Every command that pmcpispmgr carries out: the accounts of an ISPmanager panel (product.md,
 * section 4).
 */
export const ACCOUNT_COMMANDS: Readonly<Record<string, Command>> = {
  open: operation(
    async () => (await import('../../operations/accounts/open.ts')).openAccountWithFailover,
  ),
  reopen: operation(async () => (await import('../../operations/accounts/open.ts')).reopenAccount),
  suspend: operation(
    async () => (await import('../../operations/accounts/suspend.ts')).suspendAccount,
  ),
  resume: operation(
    async () => (await import('../../operations/accounts/resume.ts')).resumeAccount,
  ),
  close: operation(async () => (await import('../../operations/accounts/close.ts')).closeAccount),
  prolong: operation(
    async () => (await import('../../operations/accounts/prolong.ts')).prolongAccount,
  ),
  cancel_prolong: operation(
    async () => (await import('../../operations/engine/cancel-prolong.ts')).cancelProlong,
  ),
  setparam: operation(
    async () => (await import('../../operations/accounts/setparam.ts')).setparamAccount,
  ),
  sync_item: operation(
    async () => (await import('../../operations/accounts/sync-item.ts')).syncAccount,
  ),
  check_connection: answers(
    [],
    false,
    async () => (await import('./account-answers.ts')).checkConnection,
  ),
  tune_connection: answers(
    [],
    false,
    async () => (await import('./account-answers.ts')).tuneConnection,
  ),
  pricelist_dynamic_settings_tune: answers(
    [],
    false,
    async () => (await import('./account-answers.ts')).tunePricelist,
  ),
  import: answers(
    ['module', 'itemtype'],
    true,
    async () => (await import('./account-answers.ts')).importAccounts,
  ),
  stat: answers(['module'], true, async () => (await import('./account-answers.ts')).stat),
};

import type { BillingService, PanelUser, Sandbox } from '../../sandbox/sandbox.ts';
import type { Journal } from '../../src/journal/journal.ts';
import {
  passwordDigest,
  passwordFact,
} from '../../src/operations/accounts/account/account-password.ts';

/**
 * The panel's side of the end state. Passwords and marks are drawn anew in every run: only whose
 * they are is told.
 */

const MARK = /^(service \d+) ([0-9a-f]{8})$/;

/**
 * Accounts with limits, template, status and FTP users, whose password each has; and the templates.
 */
export function panelLines(box: Sandbox): readonly string[] {
  const { store } = box.panel;
  const ftpUsers = store.all<{ name: string; owner: string }>(
    'SELECT * FROM ftp_users ORDER BY name',
  );
  const presets = store.all<{ name: string; limits: string }>(
    'SELECT * FROM presets ORDER BY name',
  );
  return [
    ...box.panelUsers().map(account => {
      const service = serviceOf(box, account.name);
      const ftp = ftpUsers.filter(each => each.owner === account.name).map(each => each.name);
      return `account ${account.name}: ${JSON.stringify({
        ...account,
        fullname: withoutToken(account.fullname, service),
        password: whose(account, service),
        limits: sorted(account.limits),
        ftp,
      })}`;
    }),
    ...presets.map(each => `template ${each.name}: ${each.limits}`),
  ];
}

/** A service whose password and token are told by whether its account has the same. */
export function withoutSecrets(service: BillingService, box: Sandbox): BillingService {
  const { params } = service;
  const account = box.panelUsers().find(each => each.name === params['username']);
  const told = (name: string, value: string): string => {
    if (name !== 'userpassword' && name !== 'account_mark') return value;
    if (account === undefined) return 'of no account';
    const has = name === 'userpassword' ? account.password : MARK.exec(account.fullname)?.[2];
    return has === value ? 'as the panel' : 'another';
  };
  const shown = Object.entries(params).map(([name, value]) => [name, told(name, value)]);
  return { ...service, params: Object.fromEntries(shown) };
}

/** The name that an account has in the ledger, without its token. */
export const withoutMark = (licname: string): string => licname.replace(MARK, '$1 and its mark');

/** Which password the service and its account are noted to have in common. */
export async function passwordLines(box: Sandbox, journal: Journal): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { id, itemtype, params } of box.services()) {
    if (itemtype !== 'backupservice' && itemtype !== 'vhost') continue;
    const known = await journal.recall(passwordFact(String(id)));
    const right = passwordDigest(String(id), params['userpassword'] ?? '');
    const noted = known === null ? 'none' : known.value === right ? "the service's" : 'another';
    lines.push(`password noted for service ${id}: ${noted}`);
  }
  return lines;
}

const serviceOf = (box: Sandbox, account: string): BillingService | undefined =>
  box.services().find(each => each.params['username'] === account);

function whose(account: PanelUser, service: BillingService | undefined): string {
  const known = service?.params['userpassword'];
  if (known === undefined) return 'its own';
  return known === account.password ? "the service's" : 'another than the service says';
}

function withoutToken(fullname: string, service: BillingService | undefined): string {
  const [, named, token] = MARK.exec(fullname) ?? [];
  if (named === undefined) return fullname;
  const isOfService =
    named === `service ${service?.id}` && token === service?.params['account_mark'];
  return `${named} and ${isOfService ? 'its' : 'another'} mark`;
}

const sorted = (limits: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(limits).sort(([a], [b]) => a.localeCompare(b)));

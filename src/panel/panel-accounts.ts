import { Fault } from '../base/fault.ts';
import { type MgrDocument, type MgrElement, text } from '../manager-api/document.ts';
import type { Manager, RequestOptions } from '../manager-api/manager.ts';
import { domainName } from './domain-names.ts';
import {
  type AccountChange,
  type Accounts,
  type DomainPart,
  type LimitName,
  type NewAccount,
  USER_LEVEL,
} from './panel.ts';
import { limitsOf, parseAccount, parseRow } from './panel-answers.ts';
import {
  isDomainTaken,
  isMissed,
  isTaken,
  isUnknownFunction,
  panelFault,
  refusalText,
} from './panel-faults.ts';
import { listRows } from './panel-list.ts';

type Params = Readonly<Record<string, string | undefined>>;

const SECRETS = ['passwd', 'confirm', 'key'];
const DOMAIN_PARTS: readonly DomainPart[] = ['webdomain', 'emaildomain', 'domain'];
const nameOf = (row: MgrElement): string => text(row, 'name') || text(row, 'id');

/**
 * The accounts of the panel behind a manager. Source: docs/reference/panel-api.md, "Functions";
 * faults are those of the interface.
 */
export function panelAccounts(client: Manager, host: string): Accounts {
  const manager: Manager = {
    serverTime: () => client.serverTime(),
    async call(func: string, params: Params, options: RequestOptions): Promise<MgrDocument> {
      try {
        return await client.call(func, params, options);
      } catch (error) {
        throw panelFault(error);
      }
    },
  };
  const read = (func: string, params: Params = {}): Promise<MgrDocument> =>
    manager.call(func, params, { kind: 'read' });
  const act = (func: string, params: Params): Promise<MgrDocument> =>
    manager.call(func, { ...params, sok: 'ok' }, { kind: 'act', secrets: SECRETS });
  /** A form; null if the panel has no such object. */
  const form = async (func: string, elid: string): Promise<MgrDocument | null> => {
    try {
      return await read(func, { elid });
    } catch (error) {
      if (isMissed(error)) return null;
      throw error;
    }
  };

  return {
    async checkAdministrator() {
      try {
        // only an administrator may read the license; a reseller, too, may list users, but only its
        // own
        await read('license.info');
        await read('user', { p_num: '1', p_cnt: '1' });
        await read('preset', { p_num: '1', p_cnt: '1' });
      } catch (error) {
        if (isUnknownFunction(error)) throw wrongPanel(host, error);
        throw error;
      }
    },

    async read(name) {
      const document = await form('user.edit', name);
      if (document === null) return null;
      const account = parseAccount(document, name);
      if (account === null) throw anotherForm('user.edit', name);
      return account;
    },

    async create(account) {
      try {
        await act('user.add.finish', newAccountParams(account));
        return 'created';
      } catch (error) {
        if (account.domain !== '' && isDomainTaken(error)) return 'domain_taken';
        if (isTaken(error)) return 'taken';
        throw nameRefused(error, account.name);
      }
    },

    async change(name, change) {
      await act('user.edit', { elid: name, ...changeParams(change) });
    },
    async suspend(name) {
      await act('user.suspend', { elid: name });
    },
    async resume(name) {
      await act('user.resume', { elid: name });
    },
    async delete(name) {
      await act('user.delete', { elid: name });
    },

    async list() {
      const rows = await listRows(manager, 'user', nameOf);
      return rows
        .map(parseRow)
        .filter(row => row !== null)
        .filter(row => row.level === null || row.level === USER_LEVEL);
    },

    async templates() {
      return (await listRows(manager, 'preset', nameOf)).map(nameOf);
    },

    async template(name) {
      const document = await form('preset.edit', name);
      return document && { name, limits: limitsOf(document) };
    },

    async createTemplate(name) {
      try {
        await act('preset.edit', { name });
      } catch (error) {
        if (!isTaken(error)) throw error;
      }
    },

    async domainParts(name, domain) {
      const found = new Set<DomainPart>();
      for (const part of DOMAIN_PARTS) {
        const rows = await listRows(manager, part, nameOf, { su: name });
        if (rows.some(row => domainName(nameOf(row)) === domain)) found.add(part);
      }
      return found;
    },

    async domains() {
      const found = new Map<string, string>();
      for (const part of DOMAIN_PARTS)
        for (const row of await listRows(manager, part, nameOf)) {
          const name = domainName(nameOf(row));
          if (name !== null && !found.has(name)) found.set(name, text(row, 'owner'));
        }
      return [...found].map(([name, owner]) => ({ name, owner }));
    },

    async addDomain(owner, name, part) {
      const further = part === 'webdomain' ? { email: `webmaster@${name}` } : MAIL_DOMAIN;
      try {
        await act(`${part}.edit`, { name, owner, ...further });
        return 'made';
      } catch (error) {
        if (isTaken(error)) return 'taken';
        throw error;
      }
    },

    async addresses(name) {
      const rows = await listRows(manager, 'ipaddr', nameOf, { su: name });
      return rows.filter(row => text(row, 'iprole') === 'assigned').map(nameOf);
    },

    async addAddress(owner) {
      await act('ipaddr.edit', { iptype: 'ipv4', iprole: 'assigned', name: '', owner });
    },

    async newSession(username, key) {
      await act('session.newkey', { username, key });
    },
  };
}

const MAIL_DOMAIN = { ipsrc: 'auto', defaction: 'ignore' };

/**
 * docs/reference/panel-api.md, "Accounts": what is not to be made is switched off; a limit of 0
 * WWW or mail domains means none.
 */
function newAccountParams(account: NewAccount): Params {
  const domain = (part: Exclude<DomainPart, 'domain'>, limit: LimitName): Params =>
    account.domain === '' || account.limits.get(limit) === '0'
      ? { [part]: 'off' }
      : { [`${part}_name`]: account.domain };
  return {
    ...limitParams(account.limits),
    name: account.name,
    passwd: account.password,
    fullname: account.fullname,
    preset: account.template,
    ftp_user_name: account.name,
    ...domain('webdomain', 'limit_webdomains'),
    ...domain('emaildomain', 'limit_emaildomains'),
    ...(account.address === 'own' ? { ipsrc: 'auto', iptype: 'ipv4' } : { ipsrc: 'do_not_assign' }),
  };
}

function changeParams({ template, limits, password }: AccountChange): Params {
  return {
    ...limitParams(limits ?? new Map()),
    preset: template,
    passwd: password,
    confirm: password,
  };
}

const limitParams = (limits: ReadonlyMap<string, string>): Params => Object.fromEntries(limits);

/** A panel's objection to a name (a reserved one, say) is reported in its own words. */
function nameRefused(error: unknown, name: string): unknown {
  const fault = panelFault(error);
  const isAboutName =
    fault.type === 'panel_value' && /^(?:name|user|username|elid)$/.test(fault.object);
  if (!isAboutName) return error;
  const { message, detail } = fault;
  const value = refusalText(error) || message;
  return new Fault('account_name_refused', { object: name, value, detail, cause: error });
}

function wrongPanel(host: string, cause: unknown): Fault {
  return new Fault('panel_wrong', {
    object: host,
    value: 'it has no list of users with templates',
    cause,
  });
}

/** Another object's form says nothing about the requested one. */
function anotherForm(func: string, name: string): Fault {
  return new Fault('panel_answer_bad', {
    object: func,
    value: `the answer is not about ${name}`,
    kind: 'passing',
  });
}

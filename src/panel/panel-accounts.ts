import { Fault } from '../base/fault.ts';
import { type MgrDocument, text } from '../manager-api/document.ts';
import type { Manager, RequestOptions } from '../manager-api/manager.ts';
import { type AccountChange, type Accounts, type NewAccount, USER_LEVEL } from './panel.ts';
import { limitsOf, parseAccount, parseRow } from './panel-answers.ts';
import { isMissed, isTaken, isUnknownFunction, panelFault, refusalText } from './panel-faults.ts';
import { listRows } from './panel-list.ts';

type Params = Readonly<Record<string, string | undefined>>;

const SECRETS = ['passwd', 'confirm'];

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
      const rows = await listRows(manager, 'user', row => text(row, 'name') || text(row, 'id'));
      return rows
        .map(parseRow)
        .filter(row => row !== null)
        .filter(row => row.level === null || row.level === USER_LEVEL);
    },

    async templates() {
      const rows = await listRows(manager, 'preset', row => text(row, 'name') || text(row, 'id'));
      return rows.map(row => text(row, 'name') || text(row, 'id'));
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
  };
}

/** Storage needs no domain, mailbox or IP address. */
function newAccountParams(account: NewAccount): Params {
  return {
    ...limitParams(account.limits),
    name: account.name,
    passwd: account.password,
    fullname: account.fullname,
    preset: account.template,
    ftp_user_name: account.name,
    webdomain: 'off',
    emaildomain: 'off',
    ipsrc: 'do_not_assign',
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

import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { errorOf, type Params, sandboxFor, textOf } from './helpers.ts';

const ADMIN = 'storageadmin:sandbox-panel-password';

/** One request to the stand-in panel; returns the text of the document. */
async function ask(
  sandbox: RunningSandbox,
  func: string,
  params: Params = {},
  authinfo = ADMIN,
): Promise<string> {
  const all = Object.entries({ func, out: 'xml', authinfo, ...params });
  const body = new URLSearchParams(all.map(([name, value]) => [name, String(value)]));
  return (await fetch(sandbox.panelUrl, { method: 'POST', body })).text();
}

const NEW_USER = { name: 'site1', passwd: 'a-password', sok: 'ok' };

describe('the panel', () => {
  test('makes a user from a template, with the limits that the request names over it', async () => {
    const sandbox = await sandboxFor();
    const made = await ask(sandbox, 'user.add.finish', {
      ...NEW_USER,
      preset: 'Site hosting',
      limit_db: 10,
      fullname: 'A client',
      ftp_user_name: 'site1',
    });
    expect(textOf(made, 'id')).toBe('site1');
    const form = await ask(sandbox, 'user.edit', { elid: 'site1' });
    expect([
      textOf(form, 'limit_db'),
      textOf(form, 'limit_domains'),
      textOf(form, 'limit_quota'),
    ]).toEqual(['10', '25', '']);
    expect(textOf(form, 'passwd')).toBeUndefined();
    expect(sandbox.panelUsers()).toMatchObject([
      { name: 'site1', password: 'a-password', active: true },
    ]);
  });

  test.each<[string, Params, string]>([
    ['a name that is taken', { name: 'reseller1' }, 'exists:user:reseller1'],
    ['a name of the system', { name: 'root' }, 'exists:user:root'],
    ['a name that is none', { name: '1site' }, 'value:name:1site'],
    ['a name that is too long', { name: 'x'.repeat(33) }, `value:name:${'x'.repeat(33)}`],
    ['no name', { name: '' }, 'missed:name:'],
    ['a short password', { passwd: 'abc' }, 'value:passwd:'],
    ['an unknown template', { preset: 'None' }, 'missed:preset:None'],
    ['an unknown limit', { limit_moon: 1 }, 'value:limit_moon:1'],
    ['a limit that is no number', { limit_db: 'many' }, 'value:limit_db:many'],
  ])('refuses %s', async (_, params, error) => {
    const sandbox = await sandboxFor();
    expect(errorOf(await ask(sandbox, 'user.add.finish', { ...NEW_USER, ...params }))).toBe(error);
    expect(sandbox.panelUsers()).toEqual([]);
  });

  test('keeps to the number of users that its license allows', async () => {
    const sandbox = await sandboxFor({ settings: { panel_user_limit: '1' } });
    await ask(sandbox, 'user.add.finish', NEW_USER);
    const second = await ask(sandbox, 'user.add.finish', { ...NEW_USER, name: 'site2' });
    expect(errorOf(second)).toBe('limit:user:1');
  });

  test('lists users of all levels page by page, narrowed by a filter of the login', async () => {
    const sandbox = await sandboxFor({ settings: { panel_page_cap: '2' } });
    for (const name of ['site1', 'site2', 'shop'])
      sandbox.addPanelUser({ name, passwd: 'a-password' });
    const names = async (params: Params): Promise<string[]> =>
      [...(await ask(sandbox, 'user', params)).matchAll(/<name>([^<]*)</g)].map(
        match => match[1] ?? '',
      );
    expect(await names({ p_num: 1, p_cnt: 100 })).toEqual(['reseller1', 'shop']);
    expect(await names({ p_num: 2, p_cnt: 100 })).toEqual(['site1', 'site2']);
    await ask(sandbox, 'user.filter', { name: 'shop', sok: 'ok' });
    expect(await names({})).toEqual(['shop']);
    expect(errorOf(await ask(sandbox, 'user.edit', { elid: 'site1' }))).toBe('');
  });

  test('lets resellers see users, and only administrators the license', async () => {
    const sandbox = await sandboxFor();
    const reseller = 'reseller1:sandbox-reseller-password';
    expect(errorOf(await ask(sandbox, 'user', {}, reseller))).toBe('');
    expect(errorOf(await ask(sandbox, 'license.info', {}, reseller))).toBe('access:license.info:');
    expect(errorOf(await ask(sandbox, 'user', {}, 'storageadmin:wrong'))).toBe('auth:badpassword:');
  });

  test('changes, suspends and deletes users, the password only with its confirmation', async () => {
    const sandbox = await sandboxFor();
    sandbox.addPanelUser({ name: 'site1', passwd: 'a-password' });
    const edit = { elid: 'site1', sok: 'ok' };
    expect(errorOf(await ask(sandbox, 'user.edit', { ...edit, passwd: 'new-password' }))).toBe(
      'value:confirm:',
    );
    await ask(sandbox, 'user.edit', {
      ...edit,
      passwd: 'new-password',
      confirm: 'new-password',
      limit_db: 3,
    });
    await ask(sandbox, 'user.suspend', edit);
    expect(sandbox.panelUsers()).toMatchObject([
      { active: false, password: 'new-password', limits: { limit_db: '3' } },
    ]);
    await ask(sandbox, 'user.delete', edit);
    expect(sandbox.panelUsers()).toEqual([]);
    expect(errorOf(await ask(sandbox, 'user.resume', edit))).toBe('missed:elid:site1');
  });

  test('makes a template by its name, once', async () => {
    const sandbox = await sandboxFor();
    expect(errorOf(await ask(sandbox, 'preset.edit', { elid: 'New' }))).toBe('missed:elid:New');
    await ask(sandbox, 'preset.edit', { name: 'New', sok: 'ok' });
    expect(textOf(await ask(sandbox, 'preset.edit', { elid: 'New' }), 'limit_db')).toBe('');
    expect(errorOf(await ask(sandbox, 'preset.edit', { name: 'New', sok: 'ok' }))).toBe(
      'exists:preset:New',
    );
  });

  test('has faults and a call log of its own, without passwords in it', async () => {
    const sandbox = await sandboxFor();
    sandbox.addFault({ side: 'panel', func: 'user.add.finish', action: 'error:limit:user' });
    expect(errorOf(await ask(sandbox, 'user.add.finish', NEW_USER))).toBe('limit:user:');
    await ask(sandbox, 'user.add.finish', NEW_USER);
    expect(
      sandbox.calls('panel').map(call => [call.func, call.params['passwd'], call.outcome]),
    ).toEqual([
      ['user.add.finish', '***', ''],
      ['user.add.finish', '***', 'ok'],
    ]);
    expect(sandbox.calls('upstream')).toEqual([]);
    sandbox.clearFaults();
    expect(sandbox.faults()).toEqual([]);
  });
});

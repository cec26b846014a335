import { describe, expect, test } from 'vitest';
import { expectOnePassword, module, setTariff, user } from './accounts-support.ts';
import { deleteState, errorOf, sandbox } from './support.ts';

const ORDERED = 1;
const ACTIVE = 2;
const SUSPENDED = 3;
const DELETED = 4;

describe('an account', () => {
  test('comes out as in the article: 10 databases from the tariff, 25 domains from the template, user and number', async () => {
    const box = await sandbox();
    const opened = await box.order({ tariff: 'site-hosting' });
    expect(opened).toMatchObject({ exitCode: 0, stdout: '', ended: true });
    const name = `user${opened.item}`;
    expect(user(box, name)).toMatchObject({
      preset: 'Site hosting',
      limits: { limit_db: '10', limit_domains: '25' },
      active: true,
    });
    expect(box.service(opened.item)).toMatchObject({
      status: ACTIVE,
      params: { username: name, url: box.panelUrl },
    });
    expectOnePassword(box, opened.item);
  });

  test('has the same limits on a panel that gives a user only what the request names', async () => {
    const box = await sandbox({
      settings: { panel_template_limits: 'ignore', panel_form_answer: 'nested' },
    });
    const { item } = await box.order({ tariff: 'site-hosting' });
    expect(user(box, `user${item}`)?.limits).toEqual({ limit_db: '10', limit_domains: '25' });
  });

  test('has what the tariff includes and the client ordered, in the units of the panel', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage', addons: { disc: 3, support: 1 } });
    expect(user(box, `ftp_${item}`)?.limits).toEqual({
      limit_db: '0',
      limit_webdomains: '0',
      limit_domains: '0',
      limit_quota: String(8 * 1024),
      limit_traff: String(1024 * 1024),
      limit_ftp_users: '2',
    });
  });

  test('is made from a template without limits where the panel has none of that name', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'named' });
    expect(user(box, 'alpha')).toMatchObject({ preset: 'Brand new', limits: {} });
    expect(box.service(item).status).toBe(ACTIVE);
    await box.order({ tariff: 'named', account: 2 });
    expect(user(box, 'beta')?.preset).toBe('Brand new');
    expect(
      box.calls('panel').filter(call => call.func === 'preset.edit' && call.params['sok'] === 'ok'),
    ).toHaveLength(1);
  });

  test('gets a number behind its name when the name is taken: user, user1, user2', async () => {
    const box = await sandbox();
    const next = box.addService({ tariff: 'site-hosting' });
    for (const name of [`user${next}`, `user${next}1`])
      box.addPanelUser({ name, passwd: 'somebody-else' });
    const opened = await box.carryOut(next, 'open');
    expect(opened).toMatchObject({ exitCode: 0, ended: true });
    expect(box.service(next).params['username']).toBe(`user${next}2`);
    expectOnePassword(box, next);
    expect(user(box, `user${next}`)?.password).toBe('somebody-else');
  });

  test('of a client has each a name of its own', async () => {
    const box = await sandbox();
    for (const name of ['alpha', 'alpha1', 'alpha2']) {
      const { item } = await box.order({ tariff: 'named' });
      expect(box.service(item).params['username']).toBe(name);
    }
  });

  test.each([
    ['@DOMAIN@', '', 'account_name_bad'],
    ['имя@ID@', '', 'account_name_bad'],
  ])(
    'is refused for good when the name template %s gives no name (domain "%s")',
    async (template, domain, type) => {
      const box = await sandbox();
      setTariff(box, 'site-hosting', 'username_template', template);
      const opened = await box.order({ tariff: 'site-hosting', params: { domain } });
      expect(opened).toMatchObject({ exitCode: 1, ended: false });
      expect(errorOf(opened).type).toBe(type);
      expect(box.panelUsers()).toEqual([]);
      expect(box.tasks()).toHaveLength(1);
    },
  );

  test.each([
    ['shop.example of a client with a very long name', 'shop.exampleofaclientwithaverylo'],
    ['Магазин.рф', 'xn--80aairftm.xn--p1ai'],
  ])('is made of the domain "%s"', async (domain, name) => {
    const box = await sandbox();
    setTariff(box, 'site-hosting', 'username_template', '@DOMAIN@');
    const { item } = await box.order({ tariff: 'site-hosting', params: { domain } });
    expect(box.service(item).params['username']).toBe(name);
  });

  test('takes all four macros', async () => {
    const box = await sandbox();
    setTariff(box, 'site-hosting', 'username_template', '@USERNAME@-@DOMAIN@-@ACCOUNT_ID@-@ID@');
    const { item } = await box.order({
      tariff: 'site-hosting',
      account: 2,
      params: { domain: 'a.example' },
    });
    expect(box.service(item).params['username']).toBe(`beta-a.example-2-${item}`);
  });

  test('is not made where the tariff names no template, and a person is told', async () => {
    const box = await sandbox();
    setTariff(box, 'site-hosting', 'account_template', '');
    const opened = await box.order({ tariff: 'site-hosting' });
    expect(errorOf(opened)).toMatchObject({ type: 'template_unnamed' });
    expect(box.tasks()).toHaveLength(1);
  });

  test("that the panel refuses is told in the panel's words", async () => {
    const box = await sandbox({ settings: { panel_user_limit: '1' } });
    await box.order({ tariff: 'site-hosting' });
    const second = await box.order({ tariff: 'site-hosting' });
    expect(errorOf(second)).toMatchObject({ type: 'panel_refused' });
    expect(errorOf(second).text).toContain('limit of');
  });
});

describe('the life of an account', () => {
  test('suspend, resume, renew, change and close go to the panel, each once', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage', addons: { disc: 0 } });
    const name = `ftp_${item}`;
    for (let time = 1; time <= 2; time += 1) {
      expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
      expect(user(box, name)?.active).toBe(false);
    }
    expect(box.service(item).status).toBe(SUSPENDED);
    expect(await box.resume(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(user(box, name)?.active).toBe(true);
    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });

    expect(await box.setparam(item, { addons: { disc: 5 } })).toMatchObject({
      exitCode: 0,
      ended: true,
    });
    expect(user(box, name)?.limits['limit_quota']).toBe(String(10 * 1024));
    box.clearCalls();
    expect(await box.setparam(item, {})).toMatchObject({ exitCode: 0, ended: true });
    expect(box.calls('panel').filter(call => call.params['sok'] === 'ok')).toEqual([]);

    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toEqual([]);
    expect(box.service(item).status).toBe(DELETED);
  });

  test('another tariff brings another template and its limits', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage' });
    expect(await box.changeTariff(item, 'site-hosting')).toMatchObject({
      exitCode: 0,
      ended: true,
    });
    expect(user(box, `ftp_${item}`)).toMatchObject({
      preset: 'Site hosting',
      limits: { limit_db: '10', limit_domains: '25' },
    });
    expect(user(box, `ftp_${item}`)?.limits).not.toHaveProperty('limit_quota');
  });

  test('a change of tariff that the panel refuses for good is rolled back', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage' });
    box.addFault({
      side: 'panel',
      func: 'user.edit&sok=ok',
      action: 'error:value:limit_db',
      count: 0,
    });
    const changed = await box.changeTariff(item, 'site-hosting');
    expect(errorOf(changed).type).toBe('panel_value');
    expect(box.service(item).tariff).toBe('storage');
  });

  test('a password that the client sets in BILLmanager is carried over, one set in the panel is left alone', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage' });
    const name = `ftp_${item}`;
    await box.setparam(item, { params: { userpassword: 'chosen-by-client' } });
    expect(user(box, name)?.password).toBe('chosen-by-client');
    box.panelPerson('password', name, 'set-in-the-panel');
    await box.setparam(item, { addons: { disc: 1 } });
    expect(user(box, name)?.password).toBe('set-in-the-panel');
    await box.setparam(item, { params: { userpassword: '********' } });
    expect(user(box, name)?.password).toBe('set-in-the-panel');
  });

  test('what a person does in the panel is brought over by sync_item', async () => {
    const box = await sandbox({ settings: { panel_status_field: 'active' } });
    const { item } = await box.order({ tariff: 'storage' });
    box.panelPerson('suspend', `ftp_${item}`);
    expect(await module(box, '--command', 'sync_item', '--item', String(item))).toMatchObject({
      exitCode: 0,
    });
    expect(box.service(item).status).toBe(SUSPENDED);
    box.panelPerson('delete', `ftp_${item}`);
    const gone = await module(box, '--command', 'sync_item', '--item', String(item));
    expect(errorOf(gone).type).toBe('account_gone');
    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
  });

  test('disk use is saved on the service, and told again only when it changes', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage' });
    box.panelPerson('use', `ftp_${item}`, '345');
    const stat = ['--command', 'stat', '--module', '2'];
    expect(await module(box, ...stat)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(box.service(item).params['disk_used']).toBe('345');
    box.clearCalls();
    await module(box, ...stat);
    expect(box.calls('mgrctl').filter(call => call.func === 'service.saveparam')).toEqual([]);
  });

  test('without a state file everything goes on, and no second account is made', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage' });
    deleteState(box);
    expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
    deleteState(box);
    expect(await box.reopen(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toHaveLength(1);
    expectOnePassword(box, item);
    deleteState(box);
    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toEqual([]);
  });
});

describe('a name that a client has typed', () => {
  test("never opens somebody else's account, and never deletes it", async () => {
    const box = await sandbox();
    box.addPanelUser({ name: 'victim', passwd: 'of-the-victim', fullname: 'service 999 abcdefgh' });
    const { item } = await box.order({
      tariff: 'site-hosting',
      params: { username: 'victim', userpassword: 'mine-now' },
    });
    expect(box.service(item).params['username']).toBe(`user${item}`);
    const other = box.addService({ tariff: 'site-hosting', params: { username: 'victim' } });
    const closed = await box.closeService(other);
    expect(errorOf(closed).type).toBe('account_foreign');
    expect(user(box, 'victim')?.password).toBe('of-the-victim');
  });
});

test('a service that was never opened is closed without a look for an account', async () => {
  const box = await sandbox();
  const item = box.addService({ tariff: 'storage' });
  expect(box.service(item).status).toBe(ORDERED);
  expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
  expect(box.calls('panel')).toEqual([]);
});

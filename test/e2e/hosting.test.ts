import { describe, expect, test } from 'vitest';
import { expectOnePassword, module, setTariff, user } from './accounts-support.ts';
import { deleteState, errorOf, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;
const DELETED = 4;
const PUNY = 'xn--80aairftm.xn--p1ai';
const parts = (domain: string) =>
  ['domain', 'emaildomain', 'webdomain'].map(part => `${part} ${domain}`);

describe('shared hosting', () => {
  test('lives from its order to its close, with the domain of the client', async () => {
    const box = await sandbox();
    const opened = await box.order({ tariff: 'web-start', params: { domain: 'Магазин.рф' } });
    expect(opened).toMatchObject({ exitCode: 0, stdout: '', ended: true });
    const { item } = opened;
    const name = `web${item}`;
    expect(user(box, name)).toMatchObject({
      preset: 'Web hosting',
      active: true,
      limits: { limit_quota: '2048', limit_db: '3', limit_webdomains: '3', limit_domains: '5' },
      domains: parts(PUNY),
      addresses: [],
    });
    expect(box.service(item)).toMatchObject({
      status: ACTIVE,
      params: { username: name, url: box.panelUrl, domain: PUNY },
    });
    expectOnePassword(box, item);

    expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(user(box, name)?.active).toBe(false);
    expect(await box.resume(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(user(box, name)?.active).toBe(true);
    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    const changed = await box.setparam(item, {
      addons: { disc: 1 },
      params: { userpassword: 'chosen-by-client', domain: 'new.example' },
    });
    expect(changed).toMatchObject({ exitCode: 0, ended: true });
    expect(user(box, name)).toMatchObject({
      password: 'chosen-by-client',
      limits: { limit_quota: '3072' },
      domains: [...parts('new.example'), ...parts(PUNY)],
    });
    expect(await box.changeTariff(item, 'web-mail')).toMatchObject({ exitCode: 0, ended: true });
    expect(user(box, name)?.preset).toBe('Mail only');
    expect(await box.reopen(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.service(item).status).toBe(ACTIVE);
    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toEqual([]);
    expect(box.service(item).status).toBe(DELETED);
  });

  test('has what its tariff says: own address, address from the pool, mail alone', async () => {
    const box = await sandbox();
    const own = await box.order({ tariff: 'web-own', params: { username: 'Shop' } });
    expect(user(box, 'shop')).toMatchObject({
      addresses: ['198.51.100.1'],
      domains: [],
      limits: { limit_webdomains: '10' },
    });
    expect(box.service(own.item).params['ip']).toBe('198.51.100.1');
    const pool = await box.order({ tariff: 'web-mail', params: { domain: 'mail.example' } });
    expect(pool).toMatchObject({ exitCode: 0, ended: true });
    expect(user(box, 'mail.example')).toMatchObject({
      addresses: ['198.51.100.2'],
      domains: ['domain mail.example', 'emaildomain mail.example'],
    });
    expect(box.service(pool.item).params['ip']).toBe('198.51.100.2');
  });

  test('of a client without a domain gets one of the provider', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'web-start' });
    const domain = `s${item}.hosting.example`;
    expect(user(box, `web${item}`)?.domains).toEqual(parts(domain));
    expect(box.service(item).params['domain']).toBe(domain);
  });

  test('is made without a domain that is on the panel already, and the client is told', async () => {
    const box = await sandbox();
    box.addPanelUser({ name: 'victim', passwd: 'of-the-victim' });
    box.panelPerson('domain', 'victim', 'shop.example');
    const { item, ended } = await box.order({
      tariff: 'web-start',
      params: { domain: 'shop.example' },
    });
    expect(ended).toBe(true);
    expect(user(box, `web${item}`)?.domains).toEqual([]);
    expect(user(box, 'victim')?.domains).toHaveLength(3);
    expect(box.service(item)).toMatchObject({
      status: ACTIVE,
      params: { domain_taken: 'shop.example' },
    });
  });

  test('is looked for before anything is tried again, and has its domain once', async () => {
    const box = await sandbox();
    box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-after' });
    const opened = await box.order({ tariff: 'web-start', params: { domain: 'shop.example' } });
    box.clearFaults();
    deleteState(box);
    expect(await box.retry(opened.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toMatchObject([{ domains: parts('shop.example') }]);
    expect(box.service(opened.item).params).not.toHaveProperty('domain_taken');
    expectOnePassword(box, opened.item);
  });

  test('is brought up to date by sync_item, and disk use and traffic by stat', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'web-start' });
    box.panelPerson('use', `web${item}`, '345');
    box.panelPerson('traffic', `web${item}`, '77');
    expect(await module(box, '--command', 'stat', '--module', '2')).toMatchObject({ exitCode: 0 });
    expect(box.service(item).params).toMatchObject({ disk_used: '345', traffic_used: '77' });
    box.panelPerson('suspend', `web${item}`);
    await module(box, '--command', 'sync_item', '--item', String(item));
    expect(box.service(item).status).toBe(SUSPENDED);
  });

  test('is made of an account of the panel by import', async () => {
    const box = await sandbox();
    box.addPanelUser({ name: 'old1', passwd: 'password-of-old', preset: 'web-start' });
    const args = ['--command', 'import', '--module', '2', '--itemtype', 'vhost'];
    for (let time = 1; time <= 2; time += 1) await module(box, ...args);
    expect(box.services()).toMatchObject([
      { itemtype: 'vhost', tariff: 'web-start', params: { username: 'old1' } },
    ]);
  });
});

describe('the order form', () => {
  test.each([
    ['domain', 'free.example', ''],
    ['domain', 'http://free.example', 'domain_bad'],
    ['domain', 'SHOP.example', 'domain_taken'],
    ['username', 'free', ''],
    ['username', 'victim', 'account_name_taken'],
    ['username', 'ivan petrov', 'account_name_bad'],
  ])('says of the %s "%s": "%s"', async (param, value, type) => {
    const box = await sandbox();
    box.addPanelUser({ name: 'victim', passwd: 'of-the-victim' });
    box.panelPerson('domain', 'victim', 'shop.example');
    const item = box.addService({ tariff: 'web-start' });
    const args = ['--command', 'check_param', '--item', String(item), '--param', param];
    const checked = await box.runModule([...args, '--value', value], {
      program: 'pmcpispmgr',
      stdin: `<doc><item><id>${item}</id></item></doc>`,
    });
    expect(errorOf(checked).type).toBe(type);
    if (type === '') expect(checked.stdout).toContain('<ok/>');
  });
});

describe('the way into the panel', () => {
  test('is a key that opens the own account once, and no password', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'web-start' });
    const args = ['--command', 'transition_control_panel', '--item', String(item)];
    const { stdout, exitCode } = await module(box, ...args);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain(user(box, `web${item}`)?.password);
    const url = /<url>(.*)<\/url>/.exec(stdout)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const [first, second] = [await (await fetch(url)).text(), await (await fetch(url)).text()];
    expect(first).toContain(`<auth>web${item}</auth>`);
    expect(second).toContain('type="auth"');
    expect(box.calls().flatMap(call => call.leaks)).toEqual([]);
  });
});

test('a tariff without a template of accounts makes nothing', async () => {
  const box = await sandbox();
  setTariff(box, 'web-start', 'account_template', '');
  const opened = await box.order({ tariff: 'web-start', params: { domain: 'shop.example' } });
  expect(errorOf(opened).type).toBe('template_unnamed');
  expect(box.panelUsers()).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { upstreamFault } from '../../src/manager-api/errors.ts';
import type { Manager, RequestOptions } from '../../src/manager-api/manager.ts';
import { parseXml } from '../../src/manager-api/xml.ts';
import { panelAccounts } from '../../src/panel/panel-accounts.ts';
import { panelKey, panelUrl } from '../../src/panel/panel-key.ts';

type Params = Readonly<Record<string, string | undefined>>;

/** A panel that answers by a script: text, or the error it throws. */
function scripted(answer: (func: string, params: Params) => string | Error) {
  const calls: { func: string; params: Params; options: RequestOptions }[] = [];
  const manager: Manager = {
    serverTime: () => null,
    async call(func, params, options) {
      calls.push({ func, params, options });
      const found = answer(func, params);
      if (found instanceof Error) throw found;
      return parseXml(found);
    },
  };
  return { accounts: panelAccounts(manager, 'panel.example:1500'), calls };
}

const NO_DOMAIN = { domain: '', address: 'shared' } as const;

function refusal(type: string, object: string, value = ''): Error {
  return upstreamFault({ type, object, value, message: '', params: new Map() }, 'func', 'act');
}

describe('an account', () => {
  test('is made with everything the panel wants, its passwords named as secret', async () => {
    const { accounts, calls } = scripted(() => '<doc><id>user117</id><ok/></doc>');
    const made = await accounts.create({
      name: 'user117',
      password: 'the-password',
      fullname: 'service 117',
      template: 'Site hosting',
      limits: new Map([['limit_db', '10']]),
      ...NO_DOMAIN,
    });
    expect(made).toBe('created');
    expect(calls).toEqual([
      {
        func: 'user.add.finish',
        params: {
          name: 'user117',
          passwd: 'the-password',
          fullname: 'service 117',
          preset: 'Site hosting',
          limit_db: '10',
          ftp_user_name: 'user117',
          webdomain: 'off',
          emaildomain: 'off',
          ipsrc: 'do_not_assign',
          sok: 'ok',
        },
        options: { kind: 'act', secrets: ['passwd', 'confirm', 'key'] },
      },
    ]);
  });

  test('whose name the panel refuses is told in its own words, or in ours where it has none', async () => {
    const wish = {
      name: 'mysql',
      password: 'x',
      fullname: '',
      template: '',
      limits: new Map(),
      ...NO_DOMAIN,
    };
    const refused = (message: string) =>
      upstreamFault(
        { type: 'value', object: 'name', value: 'mysql', message, params: new Map() },
        'user.add.finish',
        'act',
      );
    await expect(
      scripted(() => refused('This name is reserved by the system')).accounts.create(wish),
    ).rejects.toMatchObject({
      type: 'account_name_refused',
      kind: 'final',
      object: 'mysql',
      value: 'This name is reserved by the system',
    });
    await expect(scripted(() => refused('')).accounts.create(wish)).rejects.toMatchObject({
      type: 'account_name_refused',
      value: expect.stringContaining('"mysql"'),
    });
  });

  test.each([['user'], ['name'], ['ftp_user']])(
    'whose name exists (%s) is told as taken',
    async object => {
      const { accounts } = scripted(() => refusal('exists', object, 'user117'));
      const wish = {
        name: 'user117',
        password: 'x',
        fullname: '',
        template: '',
        limits: new Map(),
        ...NO_DOMAIN,
      };
      expect(await accounts.create(wish)).toBe('taken');
    },
  );

  test('is read flat or nested, its limits with it', async () => {
    for (const text of [
      '<doc><elid>site1</elid><fullname>A</fullname><preset>P</preset><limit_db>3</limit_db><limit_quota/></doc>',
      '<doc><doc><name>site1</name><fullname>A</fullname><preset>P</preset><limit_db>3</limit_db><limit_quota/></doc><ok/></doc>',
    ]) {
      const account = await scripted(() => text).accounts.read('site1');
      expect(account).toMatchObject({ name: 'site1', fullname: 'A', template: 'P', status: null });
      expect(Object.fromEntries(account?.limits ?? [])).toEqual({ limit_db: '3', limit_quota: '' });
    }
  });

  test('that does not exist is null; a form about another one is believed by nobody', async () => {
    expect(
      await scripted(() => refusal('missed', 'elid', 'site1')).accounts.read('site1'),
    ).toBeNull();
    await expect(
      scripted(() => '<doc><elid>site2</elid></doc>').accounts.read('site1'),
    ).rejects.toMatchObject({
      type: 'panel_answer_bad',
      kind: 'passing',
    });
  });

  test('gets its password twice, as the form wants it', async () => {
    const { accounts, calls } = scripted(() => '<doc><ok/></doc>');
    await accounts.change('site1', { password: 'another' });
    expect(calls[0]?.params).toMatchObject({
      elid: 'site1',
      passwd: 'another',
      confirm: 'another',
    });
  });
});

describe('the list', () => {
  test('is read page by page, resellers left out, every spelling of the status understood', async () => {
    const pages = [
      '<elem><name>a</name><level>16</level><status>on</status></elem><elem><name>b</name><level>16</level><active>off</active></elem>',
      '<elem><name>c</name><level>20</level></elem><elem><id>d</id><level>16</level><limit_quota>12.4 / 100</limit_quota></elem>',
      '',
    ];
    const { accounts, calls } = scripted(
      (_, params) => `<doc>${pages[Number(params['p_num']) - 1] ?? ''}</doc>`,
    );
    const rows = await accounts.list();
    expect(rows.map(row => [row.name, row.status, row.diskUsed])).toEqual([
      ['a', 'active', null],
      ['b', 'suspended', null],
      ['d', null, 13],
    ]);
    expect(calls).toHaveLength(3);
  });

  test('of a panel that ignores pages ends', async () => {
    const { accounts, calls } = scripted(() => '<doc><elem><name>P</name></elem></doc>');
    expect(await accounts.templates()).toEqual(['P']);
    expect(calls).toHaveLength(2);
  });
});

describe('a template', () => {
  test('that exists already is not a failure to make it', async () => {
    await scripted(() => refusal('exists', 'preset', 'P')).accounts.createTemplate('P');
  });
});

describe('faults', () => {
  test.each<[string, string, string]>([
    ['auth', 'badpassword', 'panel_auth'],
    ['access', 'user.suspend', 'panel_access'],
    ['limit', 'user', 'panel_refused'],
    ['money', 'x', 'panel_refused'],
    ['value', 'limit_db', 'panel_value'],
  ])('of type %s speak of the panel, not of a vendor', async (type, object, expected) => {
    const { accounts } = scripted(() => refusal(type, object));
    await expect(accounts.suspend('site1')).rejects.toMatchObject({
      type: expected,
      kind: 'final',
    });
  });

  test('whose outcome is unknown stay unknown', async () => {
    const { accounts } = scripted(
      () => new Fault('upstream_answer_lost', { object: 'user.suspend' }),
    );
    await expect(accounts.suspend('site1')).rejects.toMatchObject({
      type: 'panel_answer_lost',
      kind: 'unknown',
    });
  });

  test('of another manager under the address are told as such', async () => {
    const { accounts } = scripted(func =>
      func === 'preset' ? refusal('missed', 'func', 'preset') : '<doc/>',
    );
    await expect(accounts.checkAdministrator()).rejects.toMatchObject({ type: 'panel_wrong' });
  });
});

describe('the address', () => {
  test('gets the path of a panel where it has none, and names the panel whatever its spelling', () => {
    expect(panelUrl('https://Storage.example:1500')).toBe('https://storage.example:1500/ispmgr');
    expect(panelKey('https://Storage.example:1500/ispmgr/')).toBe('storage.example:1500/ispmgr');
    expect(panelKey('https://storage.example:1500')).toBe(
      panelKey('https://STORAGE.example:1500/ispmgr'),
    );
  });

  test('that is none is refused without being repeated', () => {
    expect(() => panelUrl('my secret')).toThrow(
      expect.objectContaining({ type: 'panel_setting_bad' }),
    );
    expect(() => panelUrl('my secret')).not.toThrow(/secret/);
  });
});

describe('the domain of a new account', () => {
  const wish = {
    name: 'web1',
    password: 'x',
    fullname: '',
    template: '',
    domain: 'shop.example',
    address: 'own',
  } as const;

  test('is named for WWW and mail, as far as the limits allow', async () => {
    const { accounts, calls } = scripted(() => '<doc><ok/></doc>');
    await accounts.create({ ...wish, limits: new Map() });
    await accounts.create({ ...wish, limits: new Map([['limit_webdomains', '0']]) });
    expect(calls.map(({ params }) => params)).toMatchObject([
      { webdomain_name: 'shop.example', emaildomain_name: 'shop.example', ipsrc: 'auto' },
      { webdomain: 'off', emaildomain_name: 'shop.example', iptype: 'ipv4' },
    ]);
  });

  test.each([
    ['name', 'domain_taken'],
    ['user', 'taken'],
  ])('that exists is another matter than a user who does (%s: %s)', async (object, outcome) => {
    const { accounts } = scripted(() => refusal('exists', object));
    expect(await accounts.create({ ...wish, limits: new Map() })).toBe(outcome);
  });
});

describe('the domains of an account', () => {
  const rows: Readonly<Record<string, string>> = {
    webdomain: '<elem><name>магазин.рф</name><owner>web1</owner></elem>',
    emaildomain: '<elem><name>other.example</name><owner>web2</owner></elem>',
    domain: '<elem><name>xn--80aairftm.xn--p1ai</name><owner>web1</owner></elem>',
  };

  test('are compared as in the DNS, and asked of this account alone', async () => {
    const { accounts, calls } = scripted(func => `<doc>${rows[func] ?? ''}</doc>`);
    const parts = await accounts.domainParts('web1', 'xn--80aairftm.xn--p1ai');
    expect([...parts]).toEqual(['webdomain', 'domain']);
    expect(calls.every(({ params }) => params['su'] === 'web1')).toBe(true);
  });

  test('are told once each, whatever they are made of', async () => {
    const { accounts } = scripted(func => `<doc>${rows[func] ?? ''}</doc>`);
    expect(await accounts.domains()).toEqual([
      { name: 'xn--80aairftm.xn--p1ai', owner: 'web1' },
      { name: 'other.example', owner: 'web2' },
    ]);
  });

  test('are added one part at a time; one that is taken is told so', async () => {
    const { accounts } = scripted(func =>
      func === 'webdomain.edit' ? '<doc><ok/></doc>' : refusal('exists', 'name'),
    );
    expect(await accounts.addDomain('web1', 'shop.example', 'webdomain')).toBe('made');
    expect(await accounts.addDomain('web1', 'shop.example', 'emaildomain')).toBe('taken');
  });
});

test('only assigned addresses are the own ones of an account', async () => {
  const { accounts } = scripted(
    () =>
      '<doc><elem><name>203.0.113.1</name><iprole>shared</iprole></elem><elem><name>198.51.100.1</name><iprole>assigned</iprole></elem></doc>',
  );
  expect(await accounts.addresses('web1')).toEqual(['198.51.100.1']);
});

import { describe, expect, test } from 'vitest';
import { openAccount } from '../../../../src/operations/accounts/open.ts';
import { setparamAccount } from '../../../../src/operations/accounts/setparam.ts';
import { aWorld } from '../../../support/a-world.ts';

const allParts = new Set(['webdomain', 'emaildomain']);

function hosting() {
  const world = aWorld();
  const { ctx, orderHosting, asked, billmanager } = world;
  const tariff = billmanager.tariffs.get('31');
  const setTariff = (params: Readonly<Record<string, string>>) => {
    if (tariff)
      billmanager.tariffs.set('31', {
        ...tariff,
        params: new Map([...tariff.params, ...Object.entries(params)]),
      });
  };
  const order = (domain = '') => {
    const service = orderHosting();
    if (domain !== '') service.params.set('domain', domain);
    return service;
  };
  const open = async (domain = '') => {
    const service = order(domain);
    await openAccount(ctx, asked(service, 'open'));
    return service;
  };
  return { ...world, order, open, setTariff };
}

describe('an account of hosting', () => {
  test('is made with the domain of its client, as in the DNS', async () => {
    const { open, panel } = hosting();
    const service = await open('Магазин.рф');
    expect(panel.domains.get('xn--80aairftm.xn--p1ai')).toEqual({
      owner: `user${service.id}`,
      parts: allParts,
    });
    expect(service).toMatchObject({ status: 'active' });
    expect(service.params.get('domain')).toBe('xn--80aairftm.xn--p1ai');
  });

  test("has one of the provider's own where the client has none, or none at all", async () => {
    const { open, panel, setTariff } = hosting();
    const service = await open();
    expect(service.params.get('domain')).toBe(`s${service.id}.hosting.example`);
    setTariff({ domain_template: '' });
    const other = await open();
    expect(other.params.has('domain')).toBe(false);
    expect(panel.domains.size).toBe(1);
  });

  test('has no WWW domain where its limit is 0', async () => {
    const { open, panel } = hosting();
    panel.templates.set('web', new Map([['limit_webdomains', '0']]));
    await open('shop.example');
    expect(panel.domains.get('shop.example')?.parts).toEqual(new Set(['emaildomain']));
  });

  test('is made without a domain that somebody has, and its client is told', async () => {
    const { open, panel, log } = hosting();
    panel.addUser('victim');
    panel.addDomain('victim', 'shop.example', 'webdomain');
    const service = await open('shop.example');
    expect(service.status).toBe('active');
    expect(service.params.get('domain_taken')).toBe('shop.example');
    expect(panel.domains.get('shop.example')?.owner).toBe('victim');
    expect(log.join()).toContain('is taken on the panel');
  });

  test.each(['shop.example', 'taken.example'])(
    'whose answer was lost is looked for, and tells of its domain %s as it is',
    async domain => {
      const { ctx, order, panel, script, asked, killed, restart } = hosting();
      panel.addUser('victim');
      panel.addDomain('victim', 'taken.example', 'webdomain');
      const service = order(domain);
      const call = asked(service, 'open');
      script.wire('user.add.finish', 'killed');
      await killed(() => openAccount(ctx, call));
      await openAccount(restart(), call);
      expect(panel.users.size).toBe(2);
      const owner = panel.domains.get(domain)?.owner;
      expect(owner).toBe(domain === 'taken.example' ? 'victim' : `user${service.id}`);
      expect(service.params.get('domain_taken')).toBe(
        domain === 'taken.example' ? domain : undefined,
      );
    },
  );

  test('is refused for good, with nothing made, where the domain is none', async () => {
    const { open, panel } = hosting();
    await expect(open('http://shop.example')).rejects.toMatchObject({ type: 'domain_bad' });
    expect(panel.users.size).toBe(0);
  });

  test.each(['own', 'pool'])('has an address of its kind: %s', async account_address => {
    const { open, panel, setTariff } = hosting();
    setTariff({ account_address });
    const service = await open();
    expect(panel.addresses.get(`user${service.id}`)).toEqual(['198.51.100.1']);
    expect(service.ip).toBe('198.51.100.1');
  });

  test('gets one address from the pool, whatever is killed', async () => {
    const { ctx, order, setTariff, panel, script, asked, killed, restart } = hosting();
    setTariff({ account_address: 'pool' });
    const service = order();
    const call = asked(service, 'open');
    script.wire('ipaddr.edit', 'killed');
    await killed(() => openAccount(ctx, call));
    await openAccount(restart(), call);
    expect(panel.addresses.get(`user${service.id}`)).toHaveLength(1);
  });

  test('has the name that its client chose, where the tariff has no template of names', async () => {
    const { ctx, order, panel, asked } = hosting();
    const theirs = panel.addUser('shop');
    const service = order();
    service.params.set('username', 'Shop');
    await openAccount(ctx, asked(service, 'open'));
    expect(service.params.get('username')).toBe('shop1');
    expect(theirs.password).toBe('somebody-knows');
  });
});

describe('a change of the domain', () => {
  test('adds it, and leaves the one before', async () => {
    const { ctx, open, panel, asked } = hosting();
    const service = await open('old.example');
    service.params.set('domain', 'new.example');
    await setparamAccount(ctx, asked(service, 'setparam'));
    expect([...panel.domains.keys()]).toEqual(['old.example', 'new.example']);
    expect(panel.domains.get('new.example')?.parts).toEqual(allParts);
  });

  test('that was killed goes on where it was', async () => {
    const { ctx, open, panel, script, asked, killed, restart } = hosting();
    const service = await open('old.example');
    service.params.set('domain', 'new.example');
    const call = asked(service, 'setparam');
    script.wire('emaildomain.edit', 'killed');
    await killed(() => setparamAccount(ctx, call));
    await setparamAccount(restart(), call);
    expect(panel.domains.get('new.example')?.parts).toEqual(allParts);
  });

  test('to one that somebody has is told, and taken back when it is free', async () => {
    const { ctx, open, panel, asked } = hosting();
    const service = await open('old.example');
    panel.addUser('victim');
    panel.addDomain('victim', 'new.example', 'webdomain');
    service.params.set('domain', 'new.example');
    await setparamAccount(ctx, asked(service, 'setparam'));
    expect(service.params.get('domain_taken')).toBe('new.example');
    service.params.set('domain', 'other.example');
    await setparamAccount(ctx, asked(service, 'setparam'));
    expect(service.params.has('domain_taken')).toBe(false);
  });

  test('is none where the client has removed the domain on the panel', async () => {
    const { ctx, open, panel, asked } = hosting();
    const service = await open('old.example');
    panel.domains.clear();
    await setparamAccount(ctx, asked(service, 'setparam'));
    expect(panel.domains.size).toBe(0);
  });
});

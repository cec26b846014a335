import { describe, expect, test } from 'vitest';
import { applyAdoption } from '../../../src/operations/adopt/apply-adoption.ts';
import { planAdoption } from '../../../src/operations/adopt/plan-adoption.ts';
import { aWorld } from '../../support/a-world.ts';

const MANUAL = '9';

/** Accounts of the panel, and a service for each under a manual module. */
function provider(count: number) {
  const world = aWorld();
  const { billmanager, panel, orderHosting } = world;
  billmanager.modules.set(MANUAL, { ...billmanager.module('8'), id: MANUAL, module: 'pmmanual' });
  const pairs = Array.from({ length: count }, (_, index) => {
    const name = `client${index}`;
    panel.addUser(name, { template: 'web' });
    panel.addDomain(name, `d${index}.example`, 'webdomain');
    const service = orderHosting({ processingmodule: MANUAL });
    service.status = 'active';
    return { item: service.id, kind: 'account', id: name, line: index + 2 } as const;
  });
  return { ...world, pairs };
}

const TO_OURS = { anyTariff: false, to: '8' };

describe('a plan for another processing module', () => {
  test('of 5,000 rows is made of lists alone', async () => {
    const { ctx, script, pairs } = provider(5000);
    const rows = await planAdoption(ctx, pairs, TO_OURS);
    expect(rows.every(({ verdict }) => verdict === 'switch')).toBe(true);
    expect(rows[0]).toMatchObject({ from: MANUAL, module: '8', effects: ['switch'] });
    expect(script.requests.length).toBeLessThan(5);
  });

  test('prepares, waits for the switch, and binds', async () => {
    const { ctx, billmanager, panel, pairs } = provider(2);
    const [first] = pairs;
    const apply = async () => {
      await applyAdoption(ctx, await planAdoption(ctx, pairs, TO_OURS), () => {});
      return ctx.journal.licenses({ state: 'live' });
    };
    const service = billmanager.services.get(first?.item ?? '');
    if (service === undefined) throw new Error('it is gone');
    expect(await apply()).toEqual([]);
    expect(Object.fromEntries(service.params)).toMatchObject({
      username: 'client0',
      domain: 'd0.example',
      url: 'https://panel.example:1500/ispmgr',
    });
    service.processingmodule = '8';
    expect((await apply()).map(({ item }) => item)).toEqual([service.id]);
    expect(panel.users.get('client0')?.password).toBe('somebody-knows');
    const rows = await planAdoption(ctx, pairs, TO_OURS);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['already', 'switch']);
  });

  test('says what is switched in a task, and what differs', async () => {
    const { ctx, billmanager, panel, pairs } = provider(2);
    const [first, second] = pairs.map(({ item }) => billmanager.services.get(item));
    if (first) first.status = 'processing';
    const user = panel.users.get('client1');
    if (user) user.status = 'suspended';
    const rows = await planAdoption(ctx, pairs, { ...TO_OURS, newPassword: true });
    expect(rows.map(({ effects }) => effects)).toEqual([
      ['in_task', 'new_password'],
      ['switch', 'new_password', 'other_status'],
    ]);
    expect(second?.status).toBe('active');
  });

  test('is none without a module that exists, or for a license module', async () => {
    const { ctx, pairs } = provider(1);
    for (const to of ['', '77', '1']) {
      const [row] = await planAdoption(ctx, pairs, { anyTariff: false, to });
      expect(row).toMatchObject({ verdict: 'conflict', reasons: [{ code: 'other_module' }] });
    }
  });

  test('gives no account to a second service whose first one names it', async () => {
    const { ctx, billmanager, pairs } = provider(2);
    await applyAdoption(ctx, await planAdoption(ctx, pairs, TO_OURS), () => {});
    const [first, second] = pairs.map(({ item }) => item);
    const other = { item: second ?? '', kind: 'account', id: 'client0', line: null } as const;
    const [row] = await planAdoption(ctx, [other], TO_OURS);
    expect(row?.reasons).toContainEqual({ code: 'bound_elsewhere', value: first });
    expect(billmanager.services.size).toBe(2);
  });
});

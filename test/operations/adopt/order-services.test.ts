import { expect, test } from 'vitest';
import { applyAdoption } from '../../../src/operations/adopt/apply-adoption.ts';
import { planAdoption } from '../../../src/operations/adopt/plan-adoption.ts';
import { aWorld, day } from '../../support/a-world.ts';

const OPTIONS = { anyTariff: false, to: '8', newPassword: true };

test('a client without a service gets one for the account, under a tariff of accounts alone', async () => {
  const { ctx, billmanager, panel, script } = aWorld();
  const user = panel.addUser('site1', { template: 'web' });
  billmanager.users.set('5', 'client@mail.example');
  const order = { client: '5', tariff: '31', period: 1, expiredate: day('2027-05-01') };
  const pair = { item: '', kind: 'account', id: 'site1', line: 2, order } as const;
  const rows = await planAdoption(ctx, [pair], OPTIONS);
  expect(rows).toMatchObject([{ verdict: 'bind', effects: ['order', 'new_password'] }]);
  const [applied] = await applyAdoption(ctx, rows, () => {});
  expect(script.calls.filter(each => each.includes('import'))).toHaveLength(1);
  const [service] = [...billmanager.services.values()];
  expect(service?.params.get('username')).toBe('site1');
  expect(applied?.row.id).toBe('site1');
  expect(user.fullname).toBe('');

  const stranger = { ...pair, order: { ...order, client: '99' } };
  const [refused] = await planAdoption(ctx, [{ ...stranger, id: 'site2' }], OPTIONS);
  expect(refused?.reasons.map(({ code }) => code)).toEqual(['not_found', 'client_missing']);
  const tariff = { ...pair, order: { ...order, tariff: '10' } };
  const [other] = await planAdoption(ctx, [tariff], OPTIONS);
  expect(other?.reasons).toEqual([{ code: 'tariff_missing', value: '10' }]);
});

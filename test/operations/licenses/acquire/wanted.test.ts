import { expect, test } from 'vitest';
import { wantedOf } from '../../../../src/operations/licenses/acquire/wanted.ts';
import { planOf } from '../../../../src/operations/licenses/license/plan.ts';
import { aWorld } from '../../../support/a-world.ts';
import { type AWorld, targetFor } from '../../../support/service.ts';

async function wanted(wish: Parameters<AWorld['order']>[0], params: Record<string, string> = {}) {
  const { ctx, order } = aWorld();
  const service = order(wish);
  for (const [name, value] of Object.entries(params)) service.params.set(name, value);
  const target = await targetFor(ctx, service);
  const plan = await planOf(ctx, target.service);
  return { item: service.id, wish: wantedOf(ctx, target, plan) };
}

test('address, name and addons are the service’s', async () => {
  const { wish } = await wanted({ tariff: '11', addons: new Map([['21', '1']]) });
  expect(await wish).toEqual({
    ip: '192.0.2.7',
    licname: 'shop',
    addons: new Map([['4602', 2]]),
    parentItem: '',
  });
});

test('a license without a name is called by the domain, else by the service’s number', async () => {
  expect((await (await wanted({ licname: '', domain: 'shop.example' })).wish).licname).toBe(
    'shop.example',
  );
  const { item, wish } = await wanted({ licname: '' });
  expect((await wish).licname).toBe(`service ${item}`);
});

test('a license that is bound to an address is not had without one', async () => {
  const { wish } = await wanted({ ip: '' });
  await expect(wish).rejects.toMatchObject({ type: 'address_missing' });
});

test('a type without addresses needs none, a module has no addons and names its license', async () => {
  await (await wanted({ itemtype: 'platform', ip: '' })).wish;
  const addons = new Map([['21', '1']]);
  const { wish } = await wanted({ itemtype: 'addition', ip: '', addons }, { license: '777' });
  expect(await wish).toMatchObject({ addons: new Map(), parentItem: '777' });
});

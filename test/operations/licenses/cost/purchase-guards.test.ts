import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../../src/base/fault.ts';
import { checkPurchase } from '../../../../src/operations/licenses/cost/purchase-guards.ts';
import { aWorld, type WorldOptions } from '../../../support/a-world.ts';
import { type AWorld, openingFor } from '../../../support/service.ts';

const NO_ADDONS: ReadonlyMap<string, number> = new Map();
const HOUR = 3_600_000;
const LIMITED: WorldOptions = { conf: '[preset 3541]\nmax_cost = 10\n' };

const check = async (world: AWorld, wish = {}, addons = NO_ADDONS) => {
  const target = await openingFor(world.ctx, world.order(wish));
  return checkPurchase(world.ctx, target, target.plan, addons);
};
const refusing = (type: FaultType) => async () => {
  throw new Fault(type);
};

describe('before money moves', () => {
  test('a price within the limit passes, one above it does not', async () => {
    const world = aWorld(LIMITED);
    await check(world);
    await expect(check(world, { period: 3 })).rejects.toMatchObject({
      type: 'price_above_max',
      value: '14.00 EUR',
    });
  });

  test('the addons count', async () => {
    const world = aWorld(LIMITED);
    await check(world, {}, new Map([['4602', 2]]));
    await expect(check(world, {}, new Map([['4602', 3]]))).rejects.toMatchObject({
      type: 'price_above_max',
      value: '15.00 EUR',
    });
  });

  test('a period that the vendor does not sell is told before it refuses', async () => {
    await expect(check(aWorld(), { period: 6 })).rejects.toMatchObject({ type: 'period_unsold' });
  });

  test('an unknown price stops an order only where a limit asks for it', async () => {
    const free = aWorld();
    free.lies.vendor.priceList = refusing('upstream_access');
    await check(free);
    const limited = aWorld(LIMITED);
    limited.lies.vendor.priceList = refusing('upstream_access');
    await expect(check(limited)).rejects.toMatchObject({ type: 'price_unknown' });
  });

  test('an addon that the list does not tell is an unknown price', async () => {
    const addons = new Map([['9', 1]]);
    await check(aWorld(), {}, addons);
    await expect(check(aWorld(LIMITED), {}, addons)).rejects.toMatchObject({
      type: 'price_unknown',
      value: 'pricelist 3541, period 1, amount addon 9',
    });
  });

  test('more of an addon than is sold is told before the vendor refuses', async () => {
    const world = aWorld();
    world.vendor.priceList = world.vendor.priceList.map(list => ({
      ...list,
      addons: list.addons.map(addon => ({ ...addon, addonmax: 5 })),
    }));
    await expect(check(world, {}, new Map([['4602', 6]]))).rejects.toMatchObject({
      type: 'period_unsold',
    });
  });

  test('a list that cannot be read matters to a limit alone', async () => {
    const bad = async () => {
      throw new Fault('upstream_answer_bad', { kind: 'passing' });
    };
    const [free, limited] = [aWorld(), aWorld(LIMITED)];
    free.lies.vendor.priceList = bad;
    limited.lies.vendor.priceList = bad;
    await check(free);
    await expect(check(limited)).rejects.toMatchObject({ kind: 'passing' });
  });

  test('a vendor without a price list refuses no order', async () => {
    const world = aWorld();
    world.lies.vendor.priceList = refusing('not_sold_here');
    await check(world);
  });

  test('a price list that cannot be asked now is no unknown price: the fault passes on', async () => {
    const world = aWorld();
    world.lies.vendor.priceList = refusing('upstream_unreachable');
    await expect(check(world)).rejects.toMatchObject({ type: 'upstream_unreachable' });
  });

  test('a limit is held against the price of now, not against a remembered one', async () => {
    const limited = aWorld(LIMITED);
    await check(limited);
    limited.vendor.priceList = limited.vendor.priceList.map(list => ({
      ...list,
      prices: [{ currency: 'EUR', periods: [{ period: 1, cost: '11.00' }] }],
    }));
    await expect(check(limited)).rejects.toMatchObject({ type: 'price_above_max' });
  });

  test('without a limit a price is asked once a day', async () => {
    const world = aWorld();
    const asked = () => world.script.requests.filter(each => each === 'pricelist').length;
    await check(world);
    await check(world);
    expect(asked()).toBe(1);
    await world.timeline.pause(24 * HOUR);
    await check(world);
    expect(asked()).toBe(2);
  });

  test('a balance below the price is told and stops nothing; one that is not told neither', async () => {
    const poor = aWorld();
    poor.vendor.balance = 4;
    await check(poor);
    expect(poor.log.join()).toContain('the balance 4.00 EUR is below the price 5.00 EUR');
    const untold = aWorld();
    untold.lies.vendor.balance = refusing('upstream_access');
    await check(untold);
    expect(untold.log.join()).toContain('the balance is not known');
  });
});

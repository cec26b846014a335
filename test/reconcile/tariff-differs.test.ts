import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { setparam } from '../../src/operations/licenses/setparam.ts';
import { aWorld } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';

const PROBLEM = 'cpbillmgr_tariff_differs';

async function retariffed() {
  const world = aWorld();
  const { service, license } = await opened(world);
  await cron(world.ctx);
  license.pricelist = '4601';
  return { ...world, service, license, problem: `${PROBLEM} ${service.id}` };
}

describe('a tariff that differs between service and license', () => {
  test('is a registered problem, told once, until the license has it back', async () => {
    const { ctx, billmanager, license, problem, restart } = await retariffed();
    expect((await cron(ctx)).troubles).toHaveLength(1);
    for (let run = 1; run <= 2; run++) {
      expect((await cron(restart())).troubles).toEqual([]);
      expect([...billmanager.problems]).toEqual([problem]);
    }
    license.pricelist = '3541';
    await cron(restart());
    expect([...billmanager.problems]).toEqual([]);
  });

  test('or until the service follows', async () => {
    const { ctx, billmanager, service, asked, restart } = await retariffed();
    await cron(ctx);
    Object.assign(service, { tariff: '11', lastpricelist: '10' });
    const next = restart();
    await setparam(next, asked(service, 'setparam'));
    await cron(restart());
    expect([...billmanager.problems]).toEqual([]);
  });

  test('is none while the change is under way, and one as soon as it is given up', async () => {
    const world = aWorld();
    const { ctx, lies, billmanager, restart } = world;
    const { service, license } = await opened(world);
    await cron(ctx);
    Object.assign(service, { tariff: '11', lastpricelist: '10', addons: new Map([['21', '2']]) });
    lies.vendor.change = async () => {
      throw new Fault('upstream_refused', { object: 'change', value: 'no' });
    };
    const call = world.asked(service, 'setparam');
    await expect(setparam(restart(), call)).rejects.toMatchObject({ type: 'upstream_refused' });
    expect(license.pricelist).toBe('4601');
    await cron(restart());
    expect([...billmanager.problems]).toEqual([]);
    // somebody ends it, and takes the tariff of the service back by hand
    billmanager.operations.clear();
    Object.assign(service, { tariff: '10', lastpricelist: '' });
    await cron(restart());
    await cron(restart());
    expect([...billmanager.problems]).toEqual([`${PROBLEM} ${service.id}`]);
  });
});

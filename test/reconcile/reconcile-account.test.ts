import { describe, expect, test } from 'vitest';
import { aWorld } from '../support/a-world.ts';
import { MODULE, MODULES } from '../support/billmanager-rows.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';

const SECOND = '8';

/** Two processing modules that buy at one vendor account, and a service of each. */
async function twoModules() {
  const world = aWorld();
  const [usual] = MODULES;
  if (usual) world.billmanager.modules.set(SECOND, { ...usual, id: SECOND, name: 'Second' });
  const first = await opened(world);
  const second = await opened(world, { processingmodule: SECOND, ip: '192.0.2.8' });
  await cron(world.restart());
  const run = async () => {
    const ctx = world.restart();
    world.script.requests.length = 0;
    return cron(ctx);
  };
  return { ...world, first, second, run };
}

const lists = (requests: readonly string[]): number =>
  requests.filter(each => each === 'list').length;

describe('two modules that buy at one vendor account', () => {
  test('have its lists read once', async () => {
    const two = await twoModules();
    const { listed } = await two.run();
    expect(listed).toBe(2);
    const one = aWorld();
    await opened(one);
    await cron(one.restart());
    const ctx = one.restart();
    one.script.requests.length = 0;
    await cron(ctx);
    expect(lists(two.script.requests)).toBe(lists(one.script.requests));
  });

  test('are told what has become of their licenses, each of its own, and once', async () => {
    const { first, second, billmanager, run } = await twoModules();
    first.license.status = 'suspended';
    second.license.pricelist = '4601';
    expect((await run()).troubles).toHaveLength(1);
    expect(first.service.status).toBe('suspended');
    expect([...billmanager.problems]).toEqual([`cpbillmgr_tariff_differs ${second.service.id}`]);
    expect((await run()).troubles).toEqual([]);
    second.license.pricelist = '3541';
    await run();
    expect([...billmanager.problems]).toEqual([]);
  });

  test('both know its balance', async () => {
    const { billmanager, vendor, timeline, run } = await twoModules();
    vendor.balance = 12;
    timeline.now += 2 * 3_600_000;
    await run();
    const { balances } = billmanager;
    expect(balances.get(MODULE)).toContain('12');
    expect(balances.get(SECOND)).toBe(balances.get(MODULE));
  });

  test('are both told that the vendor does not answer, until it does', async () => {
    const { billmanager, script, run } = await twoModules();
    script.wire('list', 'refused', 'refused', 'refused', 'refused');
    script.wire('filter', 'refused', 'refused', 'refused', 'refused');
    await run();
    expect([...billmanager.problems].sort()).toEqual([
      `processingmodule_connect ${MODULE}`,
      `processingmodule_connect ${SECOND}`,
    ]);
    for (const func of ['list', 'filter']) script.wire(func);
    await run();
    expect([...billmanager.problems]).toEqual([]);
  });

  test('a difference that an earlier version noted by module is cleared with the others', async () => {
    const { second, billmanager, restart, run } = await twoModules();
    const name = 'cpbillmgr_tariff_differs';
    const ctx = restart();
    await ctx.journal.remember(`differences of module ${SECOND}`, second.service.id);
    await ctx.journal.remember(`problem ${SECOND} ${name} ${second.service.id}`, 'as it was told');
    billmanager.problems.add(`${name} ${second.service.id}`);
    await run();
    expect([...billmanager.problems]).toEqual([]);
  });
});

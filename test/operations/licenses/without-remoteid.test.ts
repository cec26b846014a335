import { describe, expect, test } from 'vitest';
import { licenseRow } from '../../../src/operations/licenses/license/license-row.ts';
import { open } from '../../../src/operations/licenses/open.ts';
import { setparam } from '../../../src/operations/licenses/setparam.ts';
import { aWorld } from '../../support/a-world.ts';
import type { SimService } from '../../support/billmanager-world.ts';
import { type AWorld, targetFor } from '../../support/service.ts';
import type { Sold } from '../../support/sold.ts';

/*
 * Licenses of which no remoteid tells whose they are: what an operation is about to change is never
 * held against them.
 */

const CHANGES = {
  address: { ip: '192.0.2.8' },
  name: { licname: 'store' },
  tariff: { tariff: '11', lastpricelist: '10' },
};

/** Every change alone, and together with others. */
const WISHES = [
  ['address'],
  ['name'],
  ['tariff'],
  ['address', 'name'],
  ['address', 'tariff'],
  ['name', 'tariff'],
  ['address', 'name', 'tariff'],
];

const wishOf = (names: readonly string[]) =>
  Object.assign({}, ...names.map(name => CHANGES[name as keyof typeof CHANGES]));

async function bought(world: AWorld): Promise<{ service: SimService; license: Sold }> {
  const service = world.order();
  await open(world.ctx, world.asked(service, 'open'));
  const license = world.vendor.licenses.get(service.params.get('license_id') ?? '');
  if (!license) throw new Error('it has no license');
  return { service, license };
}

/** A world in which the vendor keeps no remoteid, though it takes one. */
function forgetful(): AWorld {
  const world = aWorld();
  const sell = world.vendor.order.bind(world.vendor);
  world.vendor.order = (wish, payer) => sell({ ...wish, remoteid: '' }, payer);
  return world;
}

function classic(): AWorld {
  const world = aWorld();
  world.vendor.abilities = { ...world.vendor.abilities, remoteid: false };
  const sell = world.vendor.order.bind(world.vendor);
  world.vendor.order = (wish, payer) => sell({ ...wish, remoteid: '' }, payer);
  return world;
}

const WORLDS = {
  'the classic dialect': classic,
  'a remoteid that is not kept': forgetful,
};

describe.each(Object.entries(WORLDS))('%s', (_, make) => {
  test('a first opening', async () => {
    const world = make();
    const { service, license } = await bought(world);
    expect([service.status, license.remoteid]).toEqual(['active', '']);
    expect(world.charges).toHaveLength(1);
  });

  test.each(WISHES)('a change of %s %s %s', async (...names) => {
    const world = make();
    const { service, license } = await bought(world);
    await expectChange(world, service, license, names);
  });
});

describe('an adopted license', () => {
  test.each(WISHES)('a change of %s %s %s', async (...names) => {
    const world = aWorld();
    const license = world.sold({ ip: '192.0.2.7', licname: 'shop' });
    const service = world.order();
    Object.assign(service, { status: 'active' });
    service.params.set('license_id', license.id);
    const target = await targetFor(world.ctx, service);
    const read = await target.vendor.read('soft', license.id);
    if (!read) throw new Error('the license is not there');
    const known = { source: 'person', tariff: '10', status: 'active' } as const;
    await world.ctx.journal.write([{ put: licenseRow(target, read, known) }]);
    await expectChange(world, service, license, names);
  });
});

async function expectChange(
  world: AWorld,
  service: SimService,
  license: Sold,
  names: readonly string[],
): Promise<void> {
  const wish = wishOf(names.filter(name => typeof name === 'string'));
  Object.assign(service, wish);
  await setparam(world.ctx, world.asked(service, 'setparam'));
  expect(license).toMatchObject({
    ip: service.ip,
    licname: service.licname,
    pricelist: service.tariff === '11' ? '4601' : '3541',
  });
  expect(service).toMatchObject(wish);
  expect(world.billmanager.operations.size).toBe(0);
}

test('an order that is answered with the license of another service is left to a person', async () => {
  const world = forgetful();
  const { license } = await bought(world);
  const sell = world.vendor.order.bind(world.vendor);
  world.vendor.order = () => ({ id: license.id });
  const call = world.asked(world.order(), 'open');
  await expect(open(world.ctx, call)).rejects.toMatchObject({ type: 'upstream_answer_bad' });
  world.vendor.order = sell;
  await world.timeline.pause(6 * 60_000);
  await expect(open(world.ctx, call)).rejects.toMatchObject({ type: 'charge_unsettled' });
  expect(world.charges).toHaveLength(1);
});

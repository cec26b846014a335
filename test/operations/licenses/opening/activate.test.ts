import { describe, expect, test } from 'vitest';
import {
  activateWithParams,
  completeParams,
} from '../../../../src/operations/licenses/opening/activate.ts';
import { aWorld, day, type WorldOptions } from '../../../support/a-world.ts';
import { type AWorld, opened, targetFor } from '../../../support/service.ts';

const DAY = 24 * 3_600_000;

/** Activates a service with a license of its own; the calls that it took. */
async function activate(world: AWorld) {
  const service = world.order();
  const { id } = world.sold({ expiredate: day('2027-04-10') });
  const license = world.vendor.read(id);
  if (license === null) throw new Error('there is no license');
  world.script.calls.length = 0;
  const target = await targetFor(world.ctx, service);
  world.script.calls.length = 0;
  await activateWithParams(world.ctx, target, license);
  const told = { license_id: id, lickey: license.lickey, license_expiredate: '2027-04-10' };
  expect(Object.fromEntries(service.params)).toEqual(told);
  expect(service.status).toBe('active');
  return [...world.script.calls];
}

const fields = (value: 'kept' | 'dropped' | 'refused'): WorldOptions => ({
  settings: { fields: value },
});

describe('what is known of a license goes with the activation', () => {
  test('but the key is saved first, until the others are proved to be kept', async () => {
    const world = aWorld(fields('kept'));
    // how a parameter is saved is found out by one that is no secret
    const proof = ['saveparam', 'service', 'dropparam'];
    expect(await activate(world)).toEqual([...proof, 'saveparam', 'open', 'service']);
    // the key was never given along, so it is proved with the next one
    expect(await activate(world)).toEqual(['open', 'service']);
    expect(await activate(world)).toEqual(['open']);
  });

  test('and is proved anew when a day has passed', async () => {
    const world = aWorld(fields('kept'));
    for (let time = 0; time < 3; time += 1) await activate(world);
    await world.timeline.pause(DAY);
    expect(await activate(world)).toEqual(['open', 'service']);
  });

  test.each(['dropped', 'refused'] as const)(
    'and is saved singly where fields are %s; from then on before it',
    async what => {
      const world = aWorld(fields(what));
      await activate(world);
      expect(await activate(world)).toEqual(['saveparam', 'saveparam', 'saveparam', 'open']);
    },
  );

  test('and another refusal than that of the fields goes on to the caller', async () => {
    const world = aWorld(fields('refused'));
    await activate(world);
    const service = world.order();
    const target = await targetFor(world.ctx, service);
    world.billmanager.services.delete(service.id);
    const license = world.vendor.read(world.sold().id);
    if (license === null) throw new Error('there is no license');
    await expect(activateWithParams(world.ctx, target, license)).rejects.toMatchObject({
      type: 'billing_refused',
    });
  });
});

describe('an attempt that died after the activation', () => {
  test('has its params completed', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    service.params.delete('lickey');
    await completeParams(world.ctx, await targetFor(world.ctx, service));
    expect(service.params.get('lickey')).toBe(license.lickey);
  });

  test('gets nothing of a license that is somebody else’s', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    service.params.delete('lickey');
    license.remoteid = '999';
    const target = await targetFor(world.ctx, service);
    await expect(completeParams(world.ctx, target)).rejects.toMatchObject({
      type: 'license_foreign',
    });
    expect(service.params.has('lickey')).toBe(false);
  });
});

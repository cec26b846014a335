import { close } from '../../src/operations/licenses/close.ts';
import { prepareLicense } from '../../src/operations/licenses/opening/prepare-license.ts';
import { aWorld } from './a-world.ts';
import { opened, openingFor, runOf } from './service.ts';
import type { Sold } from './sold.ts';

/** A license that a service on 192.0.2.9 has released, and another service. */
export async function released(facts: Partial<Sold> = {}) {
  const world = aWorld({ conf: '[preset 3541]\nclose = release\n' });
  const { service: first, license } = await opened(world, { ip: '192.0.2.9' });
  await close(world.ctx, world.asked(first, 'close'));
  Object.assign(license, facts);
  const service = world.order();
  const prepare = async (ctx = world.ctx) =>
    prepareLicense(await runOf(ctx, await openingFor(ctx, service)));
  return { ...world, license, service, prepare };
}

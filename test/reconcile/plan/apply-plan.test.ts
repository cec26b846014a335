import { describe, expect, test } from 'vitest';
import { noProgress } from '../../../src/base/progress.ts';
import type { Context } from '../../../src/operations/engine/context.ts';
import { type Applied, applyPlan } from '../../../src/reconcile/plan/apply-plan.ts';
import { makePlan } from '../../../src/reconcile/plan/make-plan.ts';
import { aWorld, day } from '../../support/a-world.ts';
import { MARK, markedFor } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';

type World = ReturnType<typeof aWorld>;

async function planned(ctx: Context) {
  const { accounts } = await makePlan(ctx, () => true);
  return accounts.flatMap(({ pass, differences }) =>
    differences.map(difference => ({ pass, difference })),
  );
}

/** Applies all of a plan that has an action. */
async function applyAll(world: World): Promise<readonly Applied[]> {
  const ctx = world.restart();
  const chosen = (await planned(ctx)).filter(({ difference }) => difference.action !== null);
  const told: Applied[] = [];
  const listener = {
    applied: (applied: Applied) => void told.push(applied),
    checkevent: () => {},
  };
  await applyPlan(ctx, chosen, listener, noProgress);
  return told;
}

const kindsOf = async (world: World) =>
  (await planned(world.restart())).map(({ difference }) => difference.kind).sort();

/** A service and its license that have come apart in one point. */
const APART: Readonly<Record<string, (world: World) => Promise<void>>> = {
  status: async world => {
    (await opened(world)).license.status = 'suspended';
  },
  renewal_due: async world => {
    const { service, license } = await opened(world);
    license.expiredate = day('2027-03-11');
    const ledger = await world.ctx.journal.licenseOf(service.id);
    const change = { expiredate: license.expiredate };
    await world.ctx.journal.write([{ update: ledger?.id ?? 0, change }]);
  },
  'address, changed at the vendor': async world => {
    (await opened(world)).license.ip = '192.0.2.50';
  },
  'address, changed here': async world => {
    (await opened(world)).service.ip = '192.0.2.51';
  },
  'name, changed here': async world => {
    (await opened(world)).service.licname = 'another';
  },
  stray: async world => {
    const service = world.order();
    world.sold({ remoteid: markedFor(service.id), ip: '192.0.2.7', licname: 'shop' });
    service.status = 'active';
    service.expiredate = day('2027-04-10');
  },
  duplicate: async world => {
    const { service } = await opened(world);
    world.sold({ remoteid: markedFor(service.id) });
  },
  orphan: async world => {
    world.sold({ remoteid: `${MARK}-900-ab2c` });
  },
  addons: async world => {
    const { license } = await opened(world, { addons: new Map([['21', '2']]) });
    license.addons.set('4602', 9);
  },
  key: async world => {
    const { license } = await opened(world);
    license.lickey = `${license.id}-MADE-ANEW`;
  },
  changed_hands: async world => {
    const { service, license } = await opened(world, { account: '8' });
    world.billmanager.services.delete(service.id);
    const { ip, licname } = service;
    const copy = world.order({ account: '9', ip, licname });
    copy.params.set('license_id', license.id);
    Object.assign(copy, { status: 'active', expiredate: service.expiredate });
  },
  gone: async world => {
    (await opened(world)).license.status = 'deleted';
  },
};

describe('what a person applies', () => {
  test.each(Object.keys(APART))('settles it: %s', async name => {
    const world = aWorld();
    await APART[name]?.(world);
    const [kind] = name.split(',');
    expect(await kindsOf(world)).toContain(kind);
    const told = await applyAll(world);
    expect(told.flatMap(({ fault }) => (fault ? [fault.message] : []))).toEqual([]);
    // a license that is gone leaves a service without one, which is a person's
    expect(await kindsOf(world)).toEqual(name === 'gone' ? ['missing'] : []);
  });

  test('leaves only what has no action, and nothing to do for a second time', async () => {
    const world = aWorld();
    for (const apart of Object.values(APART)) await apart(world);
    world.sold({ remoteid: '' });
    await applyAll(world);
    const left = await planned(world.restart());
    expect(left.every(({ difference }) => difference.action === null)).toBe(true);
    const before = JSON.stringify([...world.vendor.licenses.values()]);
    world.charges.length = 0;
    expect(await applyAll(world)).toEqual([]);
    expect([JSON.stringify([...world.vendor.licenses.values()]), world.charges]).toEqual([
      before,
      [],
    ]);
  });

  test('is looked at again before it is done', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const other = world.sold({ remoteid: markedFor(service.id) });
    const ctx = world.restart();
    const chosen = await planned(ctx);
    other.remoteid = 'somebody-else';
    const told: Applied[] = [];
    const listener = { applied: (each: Applied) => void told.push(each), checkevent: () => {} };
    await applyPlan(ctx, chosen, listener, noProgress);
    expect(told).toMatchObject([{ fault: { type: 'license_foreign' } }]);
    expect([license.status, other.status]).toEqual(['active', 'active']);
  });
});

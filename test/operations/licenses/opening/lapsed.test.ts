import { describe, expect, test } from 'vitest';
import { prolong } from '../../../../src/operations/licenses/prolong.ts';
import { resume } from '../../../../src/operations/licenses/resume.ts';
import { aWorld, type WorldOptions } from '../../../support/a-world.ts';
import { cron } from '../../../support/cron.ts';
import { orderedFor } from '../../../support/remoteid.ts';
import { type AWorld, opened } from '../../../support/service.ts';
import { start } from '../../../support/start.ts';

const HOUR = 3_600_000;

/** A license that ran out on 10 April and was deleted; its client pays on 15 April. */
async function lapsed(date = '2027-04-15', options: WorldOptions & { alone?: boolean } = {}) {
  const world = aWorld(options);
  const { service, license } = await opened(world);
  if (options.alone !== true)
    world.sold({ ip: '192.0.2.99', expiredate: null, remoteid: 'somebody' });
  world.timeline.now = Date.parse(`${date}T12:00:00Z`);
  license.status = 'deleted';
  world.billmanager.moveEnd(service);
  return { ...world, service, license, call: world.asked(service, 'prolong') };
}

async function later(world: AWorld, ms = HOUR) {
  world.timeline.now += ms;
  return cron(world.restart());
}

describe('a license that ran out and is gone, whose client pays', () => {
  test('is bought anew after two looks an hour apart, by checkevent alone', async () => {
    const world = await lapsed();
    const { service, call } = world;
    const first = await start(world.restart(), 'prolong', prolong, call);
    expect(first).toMatchObject({ type: 'license_lapsed' });
    await later(world, HOUR / 2);
    expect(world.charges).toEqual([]);
    await later(world);
    expect(world.charges).toEqual([`order for ${service.id}`]);
    expect(world.billmanager.operations.size).toBe(0);
    const ledger = await world.restart().journal.licenseOf(service.id);
    const bought = world.vendor.licenses.get(ledger?.licenseId ?? '');
    const remoteid = orderedFor(service.id);
    expect(bought).toMatchObject({ status: 'active', ip: '192.0.2.7', remoteid });
    expect(service.params.get('license_id')).toBe(bought?.id);
    expect(service.params.get('lickey')).toBe(bought?.lickey);
    await later(world);
    expect(world.charges).toHaveLength(1);
  });

  test('also where checkevent has seen before that it is gone', async () => {
    const world = await lapsed();
    await cron(world.restart());
    expect(await start(world.restart(), 'prolong', prolong, world.call)).toMatchObject({
      type: 'license_lapsed',
    });
    const problem = `cpbillmgr_license_gone ${world.service.id}`;
    expect([...world.billmanager.problems]).toContain(problem);
    await later(world, HOUR + 1);
    expect(world.charges).toHaveLength(1);
    expect([...world.billmanager.problems]).not.toContain(problem);
  });

  test('and the modules that hung on it are named', async () => {
    const world = await lapsed();
    const module = world.order({ itemtype: 'addition' });
    module.status = 'active';
    module.params.set('license', world.license.id);
    const row = await world.ctx.journal.licenseOf(world.service.id);
    if (!row) throw new Error('the ledger has none');
    const { id, updatedAt, ...facts } = row;
    const put = { ...facts, itemtype: 'addition', licenseId: '900', item: module.id };
    await world.ctx.journal.write([{ put }]);
    await start(world.restart(), 'prolong', prolong, world.call);
    world.timeline.now += HOUR;
    const told: string[] = [];
    const ctx = world.restart();
    const { registerProblem } = ctx.billmanager;
    Object.assign(ctx.billmanager, {
      registerProblem: (problem: Parameters<typeof registerProblem>[0]) => {
        told.push(problem.message);
        return registerProblem(problem);
      },
    });
    await prolong(ctx, world.call);
    expect(told.join()).toContain(`Modules that hung on it: services ${module.id}`);
  });

  test('once, though the process is killed on the way', async () => {
    for (const func of ['order', 'edit']) {
      const world = await lapsed();
      await start(world.restart(), 'prolong', prolong, world.call);
      world.timeline.now += HOUR;
      const ctx = world.restart();
      world.script.wire(func, ...(func === 'order' ? [] : (['fine', 'fine'] as const)), 'killed');
      await world.killed(() => prolong(ctx, world.call));
      await prolong(world.restart(), world.call);
      expect(world.charges).toHaveLength(1);
    }
  });

  test('by resume as well, where the client has paid', async () => {
    const world = await lapsed();
    world.billmanager.operations.clear();
    world.service.status = 'suspended';
    const call = world.asked(world.service, 'resume');
    expect(await start(world.restart(), 'resume', resume, call)).toMatchObject({
      type: 'license_lapsed',
    });
    await later(world);
    expect([world.service.status, world.charges.length]).toEqual(['active', 1]);
    const other = await lapsed('2027-05-15');
    other.billmanager.operations.clear();
    other.service.status = 'suspended';
    const unpaid = other.asked(other.service, 'resume');
    expect(await start(other.restart(), 'resume', resume, unpaid)).toMatchObject({
      type: 'license_gone',
    });
  });

  test('not before it is three days past its end, nor where the login sees nothing else', async () => {
    const early = await lapsed('2027-04-12');
    await start(early.restart(), 'prolong', prolong, early.call);
    await later(early);
    expect(early.charges).toEqual([]);
    await later(early, 26 * HOUR);
    await later(early, 2 * HOUR);
    await later(early, 4 * HOUR);
    expect(early.charges).toHaveLength(1);
    const blind = await lapsed('2027-04-15', { alone: true });
    await start(blind.restart(), 'prolong', prolong, blind.call);
    for (let hour = 1; hour <= 8; hour++) await later(blind);
    expect(blind.charges).toEqual([]);
  });

  test('not where it was missing once and is there again', async () => {
    const world = await lapsed();
    await start(world.restart(), 'prolong', prolong, world.call);
    world.license.status = 'suspended';
    await later(world);
    expect(world.charges).toEqual([`prolong ${world.license.id} beyond 2027-04-10`]);
    expect(world.license.status).toBe('active');
  });

  test('never where the conf says task, or it was paid further', async () => {
    const asked = await lapsed('2027-04-15', { conf: '[preset 3541]\nlapsed = task\n' });
    expect(await start(asked.restart(), 'prolong', prolong, asked.call)).toMatchObject({
      type: 'license_gone',
    });
    const paid = await lapsed('2027-04-01');
    expect(await start(paid.restart(), 'prolong', prolong, paid.call)).toMatchObject({
      type: 'license_gone',
    });
  });
});

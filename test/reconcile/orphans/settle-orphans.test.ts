import { describe, expect, test } from 'vitest';
import { aWorld } from '../../support/a-world.ts';
import { cron } from '../../support/cron.ts';
import { MARK, markedFor } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';

const DAY_MS = 24 * 3_600_000;
const PROBLEM = 'cpbillmgr_orphan';

/** A service that BILLmanager has deleted without closing it, after a first run of checkevent. */
async function orphaned(policy: 'report' | 'release' | 'delete' = 'report') {
  const world = aWorld({ conf: `[sync]\norphans = ${policy}\n` });
  const { service, license } = await opened(world);
  await cron(world.ctx);
  world.billmanager.services.delete(service.id);
  const rowOf = async () =>
    (await world.restart().journal.licenses({ licenseIds: [license.id] }))[0];
  const nextDay = () => {
    world.timeline.now += DAY_MS;
    return cron(world.restart());
  };
  return { ...world, service, license, rowOf, nextDay };
}

describe('a license whose service is gone', () => {
  test('is a problem, told once with what it costs, until it is settled', async () => {
    const { license, billmanager, nextDay, restart } = await orphaned();
    const { troubles } = await nextDay();
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toContain(`License ${license.id}, 5.00 a month, is paid for nobody`);
    expect([...billmanager.problems]).toEqual([`${PROBLEM} ${license.id}`]);
    for (let day = 1; day <= 3; day++) expect((await nextDay()).troubles).toEqual([]);
    expect(license.status).toBe('active');
    license.status = 'deleted';
    expect((await cron(restart())).troubles).toEqual([]);
    expect([...billmanager.problems]).toEqual([]);
  });

  test('is deleted where the conf says so, a day after it was told', async () => {
    const { license, billmanager, nextDay, rowOf, service, restart } = await orphaned('delete');
    await nextDay();
    expect(license.status).toBe('active');
    expect(await nextDay()).toMatchObject({ orphansClosed: 1, troubles: [] });
    expect(license.status).toBe('deleted');
    expect(await rowOf()).toMatchObject({ state: 'ended' });
    expect([...billmanager.problems]).toEqual([]);
    expect(await restart().journal.operations({ item: service.id })).toMatchObject([
      { command: 'close_orphan', state: 'done', outcome: { license: license.id, how: 'delete' } },
      { command: 'open' },
    ]);
  });

  test('or kept for reuse', async () => {
    const { license, nextDay, rowOf, service } = await orphaned('release');
    await nextDay();
    await nextDay();
    expect(license).toMatchObject({ status: 'suspended', remoteid: `${MARK}-free-${service.id}` });
    expect(await rowOf()).toMatchObject({ state: 'released', item: null });
  });

  test.each(['killed', 'unanswered', 'lost'] as const)(
    'is deleted in the end, where the deletion was %s on the way',
    async fate => {
      const world = await orphaned('delete');
      const { license, nextDay, script, killed, timeline, restart, rowOf } = world;
      await nextDay();
      script.wire('delete', fate);
      if (fate === 'killed') {
        timeline.now += DAY_MS;
        await killed(() => cron(restart()));
        await cron(restart());
      } else await nextDay();
      if (license.status !== 'deleted') await nextDay();
      expect(license.status).toBe('deleted');
      await nextDay();
      expect(await rowOf()).toMatchObject({ state: 'ended' });
      expect([...world.billmanager.problems]).toEqual([]);
    },
  );

  test('that a person settles while its deletion is in doubt leaves nothing open', async () => {
    const { license, nextDay, script, restart, service, rowOf } = await orphaned('delete');
    await nextDay();
    script.wire('delete', 'lost');
    await nextDay();
    const row = await rowOf();
    license.status = 'deleted';
    await restart().journal.write([{ update: row?.id ?? 0, change: { state: 'ended' } }]);
    await cron(restart());
    const left = { item: service.id, states: ['open'] } as const;
    expect(await restart().journal.operations(left)).toEqual([]);
  });

  test('is left alone where it is foreign by now, or was paid further by somebody else', async () => {
    const world = await orphaned('delete');
    const { license, nextDay, billmanager } = world;
    await nextDay();
    license.remoteid = 'zzzzz-117-ab2c';
    expect((await nextDay()).troubles).toHaveLength(1);
    expect(license.status).toBe('active');
    license.remoteid = markedFor(world.service.id);
    world.vendor.prolong(license.id, 12, null);
    await nextDay();
    expect(license.status).toBe('active');
    expect(billmanager.problems.size).toBe(1);
  });

  test('keeps it, and the problem is cleared, when it comes back', async () => {
    const { service, license, billmanager, nextDay } = await orphaned('delete');
    await nextDay();
    billmanager.services.set(service.id, service);
    await nextDay();
    await nextDay();
    expect(license.status).toBe('active');
    expect([...billmanager.problems]).toEqual([]);
  });

  test('is only told by a dry run', async () => {
    const { license, timeline, restart, nextDay } = await orphaned('delete');
    await nextDay();
    timeline.now += DAY_MS;
    const { checkevent } = await import('../../../src/reconcile/reconcile.ts');
    const { noProgress } = await import('../../../src/base/progress.ts');
    const options = { module: null, dryRun: true, progress: noProgress };
    const report = await checkevent(restart(), options);
    expect(report?.plans.join()).toContain(`delete license ${license.id}`);
    expect(license.status).toBe('active');
  });
});

test('a list of services that somebody’s filter narrows makes none', async () => {
  const world = aWorld({ conf: '[sync]\norphans = delete\n' });
  const sold = await opened(world);
  await opened(world, { ip: '192.0.2.8' });
  const hidden = (ctx: typeof world.ctx): typeof world.ctx => ({
    ...ctx,
    billmanager: {
      ...ctx.billmanager,
      async *services(itemtype, module) {
        for await (const row of ctx.billmanager.services(itemtype, module))
          if (row.id !== sold.service.id) yield row;
      },
    },
  });
  for (let day = 1; day <= 3; day++) {
    expect((await cron(hidden(world.restart()))).troubles).toEqual([]);
    world.timeline.now += DAY_MS;
  }
  expect(sold.license.status).toBe('active');
});

test('many at once are a database that was put back: none is deleted', async () => {
  const world = aWorld({ conf: '[sync]\norphans = delete\n' });
  const made = [];
  for (let each = 1; each <= 12; each++) made.push(await opened(world, { ip: `192.0.2.${each}` }));
  await cron(world.ctx);
  world.billmanager.services.clear();
  for (let day = 1; day <= 3; day++) {
    world.timeline.now += DAY_MS;
    await cron(world.restart());
  }
  expect(made.every(({ license }) => license.status === 'active')).toBe(true);
  expect([...world.billmanager.problems]).toEqual([`${PROBLEM} soft`]);
  for (const { service } of made) world.billmanager.services.set(service.id, service);
  world.timeline.now += DAY_MS;
  await cron(world.restart());
  expect([...world.billmanager.problems]).toEqual([]);
});

describe('a service that was given to another client', () => {
  test.each(['deleted', 'gone'] as const)(
    'keeps its license, which gets the new number (the old one is %s)',
    async how => {
      const { billmanager, service, license, order, nextDay, restart } = await orphaned();
      if (how === 'deleted') billmanager.services.set(service.id, service);
      service.status = 'deleted';
      const { ip, licname, expiredate } = service;
      const copy = order({ account: '9', ip, licname });
      copy.params.set('license_id', license.id);
      Object.assign(copy, { status: 'active', expiredate });
      expect((await nextDay()).troubles).toEqual([]);
      expect(license.remoteid).toBe(`${MARK}-${copy.id}`);
      expect(await restart().journal.licenseOf(copy.id)).toMatchObject({ licenseId: license.id });
      expect([...billmanager.problems]).toEqual([]);
    },
  );
});

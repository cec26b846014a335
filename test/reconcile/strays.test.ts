import { describe, expect, test } from 'vitest';
import { newReport, summaryLine } from '../../src/reconcile/report.ts';
import { Strays } from '../../src/reconcile/strays.ts';
import { aWorld } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { MARK, markedFor } from '../support/remoteid.ts';
import { opened } from '../support/service.ts';

describe('strays', () => {
  test('are licenses with our mark, or none, that nobody knows here', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    world.sold({ remoteid: 'l117' });
    world.sold({ remoteid: 'zzzzz-117-ab2c' });
    expect(await cron(world.restart())).toMatchObject({ strays: 0 });
    world.sold({ remoteid: markedFor(service.id) });
    world.sold({ remoteid: '' });
    const deleted = world.sold({ remoteid: markedFor('900') });
    expect(await cron(world.restart())).toMatchObject({ strays: 3, troubles: [] });
    deleted.status = 'deleted';
    // as often as it is asked: what is not known is no news that is told once
    for (const _ of [1, 2]) expect(await cron(world.restart())).toMatchObject({ strays: 2 });
  });

  test('are no licenses that an unfinished operation may have ordered', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    const { journal } = world.ctx;
    const waiting = world.order();
    world.sold({ remoteid: markedFor(waiting.id) });
    world.sold({ remoteid: markedFor(service.id) });
    const { vendor, account } = await world.ctx.vendor(await world.ctx.billmanager.module('7'));
    const { rows } = await vendor.listPage('soft', 1, 500);
    const strays = new Strays(journal, MARK);
    await strays.see({ account, itemtype: 'soft' }, rows);
    expect(await strays.count()).toBe(2);
    const key = { command: 'open', item: waiting.id, runningOperation: '900' };
    const { operation } = await journal.begin(key, '7', {});
    expect(await strays.count()).toBe(1);
    await journal.close(operation.id, 'done', {});
    expect(await strays.count()).toBe(2);
  });

  test('have a place in the summary line where there are some', () => {
    const report = newReport(false);
    expect(summaryLine(report, 1)).not.toContain('stray');
    expect(summaryLine({ ...report, strays: 1 }, 1)).toContain(', 1 stray (cpbillmgr plan), ');
    expect(summaryLine({ ...report, strays: 2 }, 1)).toContain(', 2 strays (cpbillmgr plan), ');
  });
});

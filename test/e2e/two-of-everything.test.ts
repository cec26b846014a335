import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { chargedFor, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;
const DELETED = 4;
const WISH = { tariff: '3541', ip: '192.0.2.10', licname: 'shop' };

const checkevent = (box: RunningSandbox) => box.runModule(['checkevent']);

/** A second processing module for the same vendor account. */
function secondModule(box: RunningSandbox): number {
  const { url, username, password } = box;
  const connection = { url, username, password };
  return box.addModule({ name: 'Second', module: 'pmcpbillmgr', connection });
}

describe('two processing modules with one vendor account', () => {
  test('are both told what happened to their licenses', async () => {
    const box = await sandbox();
    const first = await box.order(WISH);
    const second = await box.order({ ...WISH, ip: '192.0.2.11' });
    box.billing.store.update('item', second.item, { processingmodule: secondModule(box) });
    await checkevent(box);
    for (const { item } of [first, second])
      box.person('suspend', Number(box.service(item).params['license_id']));
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    for (const { item } of [first, second]) expect(box.service(item).status).toBe(SUSPENDED);
  });

  test('have their licenses renewed when they fall due', async () => {
    const box = await sandbox();
    const { item } = await box.order({ ...WISH, period: 12 });
    box.billing.store.update('item', item, { processingmodule: secondModule(box) });
    const end = box.upstreamServices()[0]?.expiredate ?? '';
    box.upstream.store.run('UPDATE services SET expiredate = ?', box.today());
    await checkevent(box);
    await checkevent(box);
    expect(box.upstreamServices()[0]?.expiredate).not.toBe(box.today());
    expect(end).not.toBe('');
  });
});

describe('a service that is given to another client', () => {
  test('under a new number keeps its license; the old number is gone', async () => {
    const box = await sandbox();
    const { item: old } = await box.order(WISH);
    const id = Number(box.service(old).params['license_id']);
    const params = box.service(old).params;
    const client = box.billing.store.insert('account', { name: 'Second' });
    const copy = box.addService(WISH);
    box.billing.store.update('item', copy, {
      account: client,
      status: ACTIVE,
      expiredate: box.service(old).expiredate,
    });
    for (const [name, value] of Object.entries(params))
      box.billing.store.run(
        'INSERT OR REPLACE INTO itemparam (item, intname, value) VALUES (?, ?, ?)',
        copy,
        name,
        value,
      );
    box.billing.store.run('DELETE FROM itemparam WHERE item = ?', old);
    box.billing.store.run('DELETE FROM item WHERE id = ?', old);
    expect(await box.prolong(copy)).toMatchObject({ ended: true });
    expect(box.upstreamServices()).toMatchObject([{ id, status: ACTIVE }]);
    expect(box.charges()).toHaveLength(2);
    expect(await box.suspend(copy)).toMatchObject({ ended: true });
    expect(await box.resume(copy)).toMatchObject({ ended: true });
    expect(await box.closeService(copy)).toMatchObject({ ended: true });
    expect(box.upstreamServices()[0]?.status ?? DELETED).toBe(DELETED);
    expect(chargedFor(box, copy).length + chargedFor(box, old).length).toBe(2);
  });
});

describe('a number that comes again', () => {
  test('for another service has none of the license and history of the former one', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    const id = Number(box.service(item).params['license_id']);
    const client = box.billing.store.insert('account', { name: 'Second' });
    box.billing.store.run(
      "DELETE FROM itemparam WHERE item = ? AND intname NOT IN ('ip', 'licname')",
      item,
    );
    box.billing.store.run(
      "UPDATE itemparam SET value = '192.0.2.77' WHERE item = ? AND intname = 'ip'",
      item,
    );
    box.billing.store.update('item', item, {
      account: client,
      status: 1,
      createdate: '2020-01-31',
    });
    const before = box.upstreamServices().find(each => each.id === id);
    expect(await box.carryOut(item, 'open')).toMatchObject({ ended: true });
    expect(box.service(item).params['license_id']).not.toBe(String(id));
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(box.upstreamServices().find(each => each.id === id)).toEqual(before);
  });
});

import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { marked } from '../support/remoteid.ts';
import { chargedFor, deleteState, errorOf, logOf, sandbox } from './support.ts';

const ORDERED = 1;
const ACTIVE = 2;
const SUSPENDED = 3;
const DELETED = 4;
const IP = '192.0.2.10';

const checkevent = (box: RunningSandbox, ...args: string[]) =>
  box.runModule(['checkevent', ...args]);
const license = (box: RunningSandbox, id: number) =>
  box.upstreamServices().find(each => each.id === id);
const setStatus = (box: RunningSandbox, item: number, status: number): void =>
  box.billing.store.update('item', item, { status });
const problems = (box: RunningSandbox): string[] => box.problems().map(each => each.name);

/** Everything that a stranger's license may differ in, beside the number that it carries. */
const STRANGERS = [
  ['another tariff, address and name', { pricelist: 4601, ip: '198.51.100.7', licname: 'theirs' }],
  [
    'the same tariff, another address and name',
    { pricelist: 3541, ip: '198.51.100.7', licname: 'theirs' },
  ],
  [
    'the same tariff, another address, no name',
    { pricelist: 3541, ip: '198.51.100.7', licname: '' },
  ],
  ['another tariff, the same address and name', { pricelist: 4601, ip: IP, licname: 'shop' }],
] as const;

/**
 * A service that nobody has opened yet, and a license of another billing that numbers its services
 * likewise.
 */
function strange(
  box: RunningSandbox,
  wish: {
    readonly pricelist: number;
    readonly ip: string;
    readonly licname: string;
  } = STRANGERS[1][1],
): { item: number; id: number } {
  const item = box.addService({ tariff: '3541', ip: IP, licname: 'shop' });
  return { item, id: box.buyByHand({ ...wish, remoteid: String(item) }) };
}

describe('a stranger’s license that carries the number of our service', () => {
  test.each(STRANGERS)(
    'with %s is neither handed out nor activated by cron nor deleted with the service',
    async (_, wish) => {
      const box = await sandbox();
      const { item, id } = strange(box, wish);
      const before = license(box, id);
      await checkevent(box);
      expect(box.service(item).status).toBe(ORDERED);
      expect(box.service(item).params).toEqual({ ip: IP, licname: 'shop' });
      const opened = await box.carryOut(item, 'open');
      // the vendor sells one license an address: that is for the client to settle
      if (wish.ip === IP) expect(errorOf(opened).type).toBe('address_refused');
      else expect(opened).toMatchObject({ ended: true });
      expect(chargedFor(box, item)).toEqual(wish.ip === IP ? [] : ['order']);
      expect(box.service(item).params['license_id']).not.toBe(String(id));
      for (let run = 1; run <= 2; run++)
        expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(problems(box)).toEqual([]);
      await box.closeService(item);
      await checkevent(box);
      expect(license(box, id)).toEqual(before);
      expect(logOf(box)).not.toContain(before?.lickey);
    },
  );

  const OPERATIONS = [
    'open',
    'reopen',
    'prolong',
    'suspend',
    'resume',
    'setparam',
    'gen_key',
    'sync_item',
    'close',
  ];
  test.each(
    OPERATIONS.flatMap(command => [true, false].map(withCron => [command, withCron] as const)),
  )('is not touched by %s (after checkevent: %s)', async (command, withCron) => {
    const box = await sandbox();
    const { item, id } = strange(box);
    if (withCron) await checkevent(box);
    setStatus(box, item, command === 'open' ? ORDERED : command === 'resume' ? SUSPENDED : ACTIVE);
    const before = license(box, id);
    const run = await box.runModule(['--command', command, '--item', String(item)]);
    const isOpening = command === 'open' || command === 'reopen';
    if (isOpening || command === 'close') expect(run).toMatchObject({ exitCode: 0 });
    else expect(errorOf(run).type).toBe('license_unknown');
    expect(license(box, id)).toEqual(before);
    expect(box.charges()).toHaveLength(isOpening ? 1 : 0);
  });

  test('is not renewed by checkevent for a service that is paid further', async () => {
    const box = await sandbox();
    const { item, id } = strange(box);
    await checkevent(box);
    setStatus(box, item, ACTIVE);
    box.billing.store.update('item', item, { expiredate: '2099-01-01' });
    box.setClock('+30d');
    const before = license(box, id);
    for (let run = 1; run <= 2; run++) await checkevent(box);
    expect(box.charges()).toEqual([]);
    expect(license(box, id)).toEqual(before);
    expect(box.service(item).status).toBe(ACTIVE);
  });

  test('is bought no module for', async () => {
    const box = await sandbox();
    const { item } = strange(box);
    await checkevent(box);
    setStatus(box, item, ACTIVE);
    expect(errorOf(await box.order({ tariff: '55361', parent: item })).type).toBe(
      'license_unknown',
    );
    expect(box.charges()).toEqual([]);
  });
});

describe('a person settles it', () => {
  test('by adopting it', async () => {
    const box = await sandbox();
    const { item, id } = strange(box, STRANGERS[0][1]);
    await checkevent(box);
    const adopt = [
      'adopt',
      '--item',
      String(item),
      '--license',
      String(id),
      '--any-tariff',
      '--apply',
    ];
    expect(await box.runModule(adopt)).toMatchObject({ exitCode: 0 });
    expect(box.service(item)).toMatchObject({ status: ACTIVE, params: { license_id: String(id) } });
    expect(license(box, id)?.remoteid).toEqual(marked(item));
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(problems(box)).toEqual([]);
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(license(box, id)?.status ?? DELETED).toBe(DELETED);
  });

  test('by binding another license', async () => {
    const box = await sandbox();
    const { item, id } = strange(box);
    await checkevent(box);
    box.person('remoteid', id, 'l101');
    const own = box.buyByHand({ pricelist: 3541, ip: IP, licname: 'shop' });
    const adopt = ['adopt', '--item', String(item), '--license', String(own), '--apply'];
    expect(await box.runModule(adopt)).toMatchObject({ exitCode: 0 });
    expect(box.service(item).params['license_id']).toBe(String(own));
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(license(box, own)?.status ?? DELETED).toBe(DELETED);
    expect(license(box, id)?.status).toBe(ACTIVE);
  });
});

describe('a license that is ours', () => {
  /** Sold, and then the state file is lost and the service says no more which license it has. */
  async function forgotten(box: RunningSandbox) {
    const { item } = await box.order({ tariff: '3541', ip: IP, licname: 'shop' });
    const id = Number(box.service(item).params['license_id']);
    deleteState(box);
    box.billing.store.run(
      "DELETE FROM itemparam WHERE item = ? AND intname NOT IN ('ip', 'licname')",
      item,
    );
    expect(box.service(item).params).toEqual({ ip: IP, licname: 'shop' });
    return { item, id };
  }

  test.each([
    ['its address', 'move', '198.51.100.9'],
    ['its name', 'rename', 'by a person'],
  ])('is known by tariff and what is left when a person has changed %s', async (_, act, value) => {
    for (const ledger of [true, false]) {
      const box = await sandbox();
      const { item, id } = await forgotten(box);
      box.person(act, id, value);
      if (ledger) await checkevent(box);
      expect(await box.prolong(item)).toMatchObject({ ended: true });
      expect(chargedFor(box, item)).toHaveLength(2);
      expect(await box.closeService(item)).toMatchObject({ ended: true });
      expect(license(box, id)?.status ?? DELETED).toBe(DELETED);
    }
  });

  test('is known whatever the operation is about to change', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: IP, licname: 'shop' });
    deleteState(box);
    box.billing.store.run(
      "UPDATE itemparam SET value = 'moved' WHERE item = ? AND intname = 'licname'",
      item,
    );
    box.billing.store.run(
      "UPDATE itemparam SET value = '192.0.2.99' WHERE item = ? AND intname = 'ip'",
      item,
    );
    expect(await box.changeTariff(item, '4601')).toMatchObject({ exitCode: 0, ended: true });
    expect(box.upstreamServices()).toMatchObject([
      { pricelist: 4601, ip: '192.0.2.99', licname: 'moved' },
    ]);
  });

  test('is known by the tariff before while a change of tariff is under way', async () => {
    const box = await sandbox();
    const { item, id } = await forgotten(box);
    expect(await box.changeTariff(item, '4601')).toMatchObject({ exitCode: 0, ended: true });
    expect(license(box, id)?.pricelist).toBe(4601);
  });

  test('wins over a stranger’s with the same number where the service names it', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: IP, licname: 'shop' });
    const own = Number(box.service(item).params['license_id']);
    const stranger = box.buyByHand({ ...STRANGERS[1][1], remoteid: String(item) });
    for (const withCron of [false, true]) {
      deleteState(box);
      if (withCron) await checkevent(box);
      const before = license(box, own)?.expiredate;
      expect(await box.prolong(item)).toMatchObject({ ended: true });
      expect(license(box, own)?.expiredate).not.toBe(before);
    }
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(license(box, stranger)?.status).toBe(ACTIVE);
  });

  test('is found after a lost answer beside a stranger’s with the same number', async () => {
    const box = await sandbox();
    await box.order({ tariff: '3541', ip: '192.0.2.1' });
    const { item, id } = strange(box);
    box.addFault({ side: 'upstream', func: 'soft.order.param', action: 'reset-after', count: 1 });
    const opened = await box.carryOut(item, 'open', [], { attempts: 3 });
    expect(opened.ended).toBe(true);
    expect(chargedFor(box, item)).toEqual(['order']);
    expect(box.service(item).params['license_id']).not.toBe(String(id));
  });

  test('is nobody’s any more when its remoteid names another service', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: IP });
    await checkevent(box);
    const id = Number(box.service(item).params['license_id']);
    box.person('remoteid', id, '999');
    const run = await checkevent(box);
    expect(run.stderr).toContain('remoteid 999');
    expect(errorOf(await box.prolong(item)).type).toBe('license_foreign');
    expect(errorOf(await box.closeService(item)).type).toBe('license_foreign');
    expect(chargedFor(box, item)).toEqual(['order']);
    box.person('remoteid', id, String(item));
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(problems(box)).toEqual([]);
  });
});

test('a service that moved to another vendor acts on no license that has the same number there', async () => {
  const box = await sandbox();
  const other = await sandbox();
  const { item } = await box.order({ tariff: '3541', ip: IP, licname: 'shop' });
  const id = other.buyByHand({ pricelist: 3541, ip: '198.51.100.7', licname: 'theirs' });
  expect(String(id)).toBe(box.service(item).params['license_id']);
  const { url, username, password } = other;
  const connection = { url, username, password };
  const processingmodule = box.addModule({
    name: 'Other vendor',
    module: 'pmcpbillmgr',
    connection,
  });
  box.billing.store.update('item', item, { processingmodule });
  const before = license(other, id);
  for (const run of [
    await box.prolong(item),
    await box.suspend(item),
    await box.closeService(item),
  ])
    expect(errorOf(run).type).toBe('license_foreign');
  await checkevent(box);
  expect(license(other, id)).toEqual(before);
  expect(other.charges()).toEqual([]);
});

describe('an IPv6 address', () => {
  const HERE = '2001:DB8:0:0:0:0:0:5';
  const THERE = '2001:db8::5';

  /** The vendor writes it in its own way. */
  async function sold(box: RunningSandbox): Promise<number> {
    const { item, ended } = await box.order({ tariff: '3541', ip: HERE, licname: 'shop' });
    expect(ended).toBe(true);
    box.upstream.store.run('UPDATE services SET ip = ?', THERE);
    return item;
  }

  test('that the vendor writes otherwise is the same: a rename is one request, and no move', async () => {
    const box = await sandbox();
    const item = await sold(box);
    await checkevent(box);
    expect(box.service(item).params['ip']).toBe(HERE);
    box.upstream.store.run('UPDATE services SET ip_changed = ?', box.today());
    box.clearCalls();
    expect(await box.setparam(item, { licname: 'renamed' })).toMatchObject({
      exitCode: 0,
      ended: true,
    });
    const changes = box.calls('upstream').filter(({ params }) => params['sok'] === 'ok');
    expect(changes.map(({ func, params }) => [func, params['ip'], params['licname']])).toEqual([
      ['soft.edit', undefined, 'renamed'],
    ]);
  });

  test('proves a license as well', async () => {
    const box = await sandbox();
    const item = await sold(box);
    deleteState(box);
    box.billing.store.run("DELETE FROM itemparam WHERE item = ? AND intname = 'license_id'", item);
    box.person('rename', box.upstreamServices()[0]?.id ?? 0, 'by a person');
    expect(await box.prolong(item)).toMatchObject({ ended: true });
  });
});

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { CONF_FILE } from '../../src/base/paths.ts';
import { serviceIn } from '../support/remoteid.ts';
import { chargedFor, deleteState, journalOf, later, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;
const PROCESSING = 5;

const checkevent = (box: RunningSandbox, ...args: string[]) =>
  box.runModule(['checkevent', ...args]);
const funcs = (box: RunningSandbox, side: 'upstream' | 'mgrctl'): string[] =>
  box.calls(side).map(each => each.func);
const READS = new Set([
  'processing',
  'processing.edit',
  'soft.edit',
  'runningoperation.edit',
  'pricelist.edit',
]);

async function sold(box: RunningSandbox, count: number): Promise<number[]> {
  const items: number[] = [];
  for (let index = 1; index <= count; index++) {
    items.push(
      (await box.order({ tariff: '3541', ip: `192.0.2.${index}`, licname: `shop ${index}` })).item,
    );
  }
  return items;
}

const licenseOf = (box: RunningSandbox, item: number): number =>
  box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item))?.id ?? 0;

const keyOf = (box: RunningSandbox, item: number): string | undefined =>
  box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item))?.lickey;

describe('checkevent', () => {
  test('activates an opening that was handed over while upstream prepared the license', async () => {
    const box = await sandbox({ settings: { activation_reads: '2' } });
    const opened = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(opened).toMatchObject({ exitCode: 0, ended: true });
    expect(box.service(opened.item).status).toBe(PROCESSING);
    for (let run = 1; run <= 3; run++) expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(box.service(opened.item).status).toBe(ACTIVE);
    expect(box.service(opened.item).params['lickey']).toBe(box.upstreamServices()[0]?.lickey);
    expect(box.charges()).toHaveLength(1);
  });

  test('brings over in one run what a person changed upstream', async () => {
    const box = await sandbox();
    const [suspended = 0, renamed = 0, extended = 0, deleted = 0] = await sold(box, 4);
    await checkevent(box);
    box.person('suspend', licenseOf(box, suspended));
    box.person('rename', licenseOf(box, renamed), 'new name');
    box.person('extend', licenseOf(box, extended), '1');
    const gone = licenseOf(box, deleted);
    box.person('delete', gone);
    const before = box.service(extended).expiredate;
    const run = await checkevent(box);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(`License ${gone} of service ${deleted}`);
    expect(box.service(suspended).status).toBe(SUSPENDED);
    expect(box.service(renamed).params['licname']).toBe('new name');
    const end = box
      .upstreamServices()
      .find(each => serviceIn(each.remoteid) === String(extended))?.expiredate;
    expect(box.service(extended).params['license_expiredate']).toBe(end);
    expect(box.service(extended).expiredate).toBe(before);
    expect(box.problems().map(each => each.name)).toContain('cpbillmgr_license_gone');
    box.person('resume', licenseOf(box, suspended));
    await checkevent(box);
    expect(box.service(suspended).status).toBe(ACTIVE);
  });

  test('brings over address, tariff and, with any other change, the key', async () => {
    const box = await sandbox();
    const [moved = 0, retariffed = 0, rekeyed = 0] = await sold(box, 3);
    await checkevent(box);
    box.person('move', licenseOf(box, moved), '192.0.2.99');
    box.person('tariff', licenseOf(box, retariffed), '4601');
    box.person('newkey', licenseOf(box, rekeyed));
    box.person('rename', licenseOf(box, rekeyed), 'with a new key');
    const { exitCode, stderr } = await checkevent(box);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`Service ${retariffed} is billed under a tariff for 3541`);
    expect(box.service(moved).params['ip']).toBe('192.0.2.99');
    expect(box.service(retariffed).params['license_pricelist']).toBe('4601');
    expect(box.service(rekeyed).params['lickey']).toBe(keyOf(box, rekeyed));
  });

  test('reads licenses again in their turn where the conf says so, and finds a key that no list shows', async () => {
    const box = await sandbox({ conf: '[sync]\nreread_days = 2\n' });
    const items = await sold(box, 2);
    await checkevent(box);
    for (const item of items) box.person('newkey', licenseOf(box, item));
    box.clearCalls();
    await checkevent(box);
    expect(funcs(box, 'upstream')).not.toContain('soft.edit');
    for (let day = 1; day <= 2; day++) {
      box.setClock('+1d');
      box.clearCalls();
      await checkevent(box);
      expect(funcs(box, 'upstream').filter(func => func === 'soft.edit')).toHaveLength(1);
    }
    for (const item of items) expect(box.service(item).params['lickey']).toBe(keyOf(box, item));
  });

  test('reports a license that cannot be read and goes on with the others; the next run has it too', async () => {
    const box = await sandbox();
    const items = await sold(box, 3);
    await checkevent(box);
    for (const item of items) box.person('rename', licenseOf(box, item), `renamed ${item}`);
    const [first = 0] = items;
    box.addFault({ side: 'upstream', func: 'soft.edit', action: 'error:unknown', count: 1 });
    const run = await checkevent(box);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/license \d+/i);
    expect(
      items.filter(item => box.service(item).params['licname'] === `renamed ${item}`),
    ).toHaveLength(2);
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(box.service(first).params['licname']).toBe(`renamed ${first}`);
  });

  test('stops when its time is over, says what is left, and begins with that next time', async () => {
    const box = await sandbox();
    const items = await sold(box, 3);
    await checkevent(box);
    const conf = join(box.root, CONF_FILE);
    const before = readFileSync(conf, 'utf8');
    writeFileSync(conf, `${before}\n[sync]\ntime_limit = 1\n`);
    for (const item of items) box.person('rename', licenseOf(box, item), `renamed ${item}`);
    box.addFault({ side: 'upstream', func: 'soft', action: 'delay:1200', count: 1 });
    const report: unknown = JSON.parse((await checkevent(box, '--json')).stdout);
    expect(report).toMatchObject({ changed: 3, updated: 0, postponed: 3 });
    // how long the next one takes is not to decide anything
    writeFileSync(conf, before);
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    for (const item of items) expect(box.service(item).params['licname']).toBe(`renamed ${item}`);
  });

  test('looks at one module where it is told which, and says when there is none such', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box, 1);
    await checkevent(box);
    box.person('suspend', licenseOf(box, item));
    const other = await checkevent(box, '--module', '77');
    expect(other).toMatchObject({ exitCode: 1 });
    expect(other.stderr).toContain('module 77');
    expect(box.service(item).status).toBe(ACTIVE);
    expect(await checkevent(box, '--module', '1')).toMatchObject({ exitCode: 0 });
    expect(box.service(item).status).toBe(SUSPENDED);
  });

  test('prints under cron what is wrong once, and all of it for a person', async () => {
    const box = await sandbox();
    const run = (...args: string[]) => checkevent(box, '--module', '77', ...args);
    const [first, second] = [await run(), await run()];
    expect([first.exitCode, first.stderr]).toEqual([1, expect.stringContaining('module 77')]);
    expect(second).toMatchObject({ exitCode: 1, stdout: '', stderr: '' });
    expect((await run('--verbose')).stderr).toContain('module 77');
    expect(JSON.parse((await run('--json')).stdout).troubles).toHaveLength(1);
  });

  test('asks nothing but the list and writes nothing when nothing has changed', async () => {
    const box = await sandbox();
    await sold(box, 3);
    await checkevent(box);
    box.clearCalls();
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(new Set(funcs(box, 'upstream'))).toEqual(new Set(['soft', 'soft.filter']));
    expect(funcs(box, 'mgrctl').filter(func => !READS.has(func))).toEqual([]);
  });

  test('does not count its own operations as changes', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box, 2);
    await checkevent(box);
    await box.prolong(item);
    box.clearCalls();
    await checkevent(box);
    expect(funcs(box, 'upstream')).not.toContain('soft.edit');
  });

  test('renews what is due and paid further, once', async () => {
    const box = await sandbox();
    const [item = 0, other = 0] = await sold(box, 2);
    box.billing.store.run(
      'UPDATE item SET expiredate = ?, period = 12 WHERE id = ?',
      '2027-11-20',
      item,
    );
    box.setClock('+27d');
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(1);
    box.setClock('+4d');
    await checkevent(box);
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(2);
    expect(chargedFor(box, other)).toHaveLength(1);
  });

  test('renews by the date of the upstream, whatever the clock here says', async () => {
    const box = await sandbox({ settings: { zone_minutes: '-720' } });
    const [item = 0] = await sold(box, 1);
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(1);
  });

  test('says what it would do and does nothing in a dry run', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box, 1);
    await checkevent(box);
    box.person('suspend', licenseOf(box, item));
    const run = await checkevent(box, '--dry-run');
    expect(run.stdout).toContain(`update service ${item}`);
    expect(box.service(item).status).toBe(ACTIVE);
    await checkevent(box);
    expect(box.service(item).status).toBe(SUSPENDED);
  });

  test('takes no license for gone while somebody has set a filter', async () => {
    const box = await sandbox();
    const items = await sold(box, 3);
    await checkevent(box);
    box.addFault({ side: 'upstream', func: 'soft', action: 'filter:ip=192.0.2.1', count: 1 });
    await checkevent(box);
    const journal = await journalOf(box);
    expect(await journal.licenses({ state: 'live' })).toHaveLength(items.length);
    await journal.dispose();
    expect(box.problems()).toEqual([]);
  });

  test('registers an upstream that is down as a problem, and clears it when it is back', async () => {
    const box = await sandbox();
    await sold(box, 1);
    await box.setListening(false);
    expect(await checkevent(box)).toMatchObject({ exitCode: 1 });
    expect(box.problems()).toHaveLength(1);
    await box.setListening(true);
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(box.problems()).toEqual([]);
  });

  test('warns of a balance that does not last for the coming renewals', async () => {
    const box = await sandbox({ conf: '[sync]\nbalance_days = 60\n' });
    await sold(box, 2);
    box.set('balance', '1.00');
    const run = await checkevent(box);
    expect(run.stderr).toContain('Renewals of the next 60 days cost');
    expect(box.problems().map(each => each.name)).toEqual(['cpbillmgr_balance_low']);
    expect(box.modules()[0]?.balance).toBe('1.00');
  });

  test('a second run beside the first says so and leaves', async () => {
    const box = await sandbox();
    await sold(box, 1);
    await checkevent(box);
    box.addFault({ side: 'upstream', func: 'soft', action: 'delay:2000', count: 1 });
    const runs = await Promise.all([checkevent(box), checkevent(box)]);
    expect(runs.map(run => run.exitCode)).toEqual([0, 0]);
    expect(runs.filter(run => run.stdout.includes('another run is under way'))).toHaveLength(1);
  });

  test('settles an operation that BILLmanager has withdrawn, and begins nothing for it', async () => {
    const box = await sandbox();
    box.addFault({
      side: 'upstream',
      func: 'soft.order.param',
      action: 'reset-before',
      count: 1,
    });
    const { operation, item, ended } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(ended).toBe(false);
    box.billing.store.run('DELETE FROM runningoperation WHERE id = ?', operation);
    later(box, 5);
    await checkevent(box);
    expect(chargedFor(box, item)).toEqual([]);
    const journal = await journalOf(box);
    expect(await journal.operations({ states: ['open', 'waiting'] })).toEqual([]);
    await journal.dispose();
  });

  test('killed in the middle, the next run ends as an undisturbed one', async () => {
    const box = await sandbox();
    const items = await sold(box, 4);
    await checkevent(box);
    for (const item of items) box.person('suspend', licenseOf(box, item));
    box.addFault({ side: 'mgrctl', func: 'service.postsuspend', action: 'kill-after', nth: 2 });
    expect((await checkevent(box)).signal).toBe('SIGKILL');
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(items.map(item => box.service(item).status)).toEqual(items.map(() => SUSPENDED));
  });

  test('after the state file is gone, goes on with what upstream and BILLmanager know', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box, 1);
    deleteState(box);
    box.person('suspend', licenseOf(box, item));
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(box.service(item).status).toBe(SUSPENDED);
  });
});

describe('an upstream that is awkward while its list is read', () => {
  test.each([
    ['a page that is cut', 'cut'],
    ['an error in the middle', 'error:unknown'],
    ['reordered rows', 'rows:reverse'],
    ['repeated rows', 'rows:repeat'],
    ['dropped rows', 'rows:drop'],
    ['a filter set in the middle', 'filter:ip=192.0.2.1'],
  ])(
    '%s: nothing is taken for gone, nothing renewed twice, and the next run has it all',
    async (_, action) => {
      const box = await sandbox({ settings: { page_cap: '2' }, conf: '[sync]\nrows = 10\n' });
      const items = await sold(box, 5);
      await checkevent(box);
      const [first = 0, second = 0] = items;
      box.billing.store.run(
        'UPDATE item SET expiredate = ?, period = 12 WHERE id = ?',
        '2027-11-20',
        first,
      );
      box.person('rename', licenseOf(box, second), 'renamed');
      box.setClock('+30d');
      box.addFault({ side: 'upstream', func: 'soft', action, nth: 2, count: 1 });
      await checkevent(box);
      await checkevent(box);
      expect(box.problems().filter(each => each.name === 'cpbillmgr_license_gone')).toEqual([]);
      expect(chargedFor(box, first)).toHaveLength(2);
      expect(box.service(second).params['licname']).toBe('renamed');
      const journal = await journalOf(box);
      expect(await journal.licenses({ state: 'live' })).toHaveLength(items.length);
      await journal.dispose();
    },
  );

  test('a deleted license that stays in the list is gone, said once', async () => {
    const box = await sandbox({ settings: { deleted_visible: 'on' } });
    const [item = 0] = await sold(box, 2);
    await checkevent(box);
    box.person('delete', licenseOf(box, item));
    expect((await checkevent(box)).stderr).toContain('no longer exists');
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

test('asks for no more than the pages, what changed, and five requests', async () => {
  const [count, rows, changed] = [300, 50, 12];
  const box = await sandbox({ conf: `[sync]\nrows = ${rows}\n` });
  box.populate(count);
  // the first runs give our mark to licenses that carry a bare number, 200 a run
  for (let run = 1; run <= 2; run++) expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
  const licenses = box.upstreamServices().slice(0, changed);
  for (const license of licenses) box.person('rename', license.id, `renamed ${license.id}`);
  box.clearCalls();
  expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
  expect(box.calls('upstream').length).toBeLessThanOrEqual(count / rows + changed + 5);
  for (const { id, remoteid } of licenses) {
    expect(box.service(Number(serviceIn(remoteid))).params['licname']).toBe(`renamed ${id}`);
  }
});

test('checkevent draws a progress bar on a terminal', async () => {
  const box = await sandbox();
  await sold(box, 1);
  const shown = await new Promise<string>((done, failed) => {
    const child = spawn('script', ['-qec', `${box.root}/sbin/cpbillmgr checkevent`, '/dev/null'], {
      env: { PATH: process.env['PATH'], CPBILLMGR_ROOT: box.root },
    });
    let text = '';
    child.stdout.on('data', chunk => {
      text += chunk;
    });
    child.on('error', failed);
    child.on('close', () => done(text));
  });
  expect(shown).toContain('soft list');
  expect(shown).toContain('1 license read');
});

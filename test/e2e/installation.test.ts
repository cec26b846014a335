import { copyFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { chargedFor, errorOf, journalOf, sandbox, stateFile } from './support.ts';

const WISH = { tariff: '3541', ip: '192.0.2.10', licname: 'shop' };

const cpbillmgr = (box: RunningSandbox, ...words: string[]) => box.runModule(words);
const checkevent = (box: RunningSandbox) => box.runModule(['checkevent']);

/** What a program does to the state file behind its back. */
function inState(box: RunningSandbox, sql: string): void {
  const database = new Database(stateFile(box));
  database.exec(sql);
  database.close();
}

async function markOf(box: RunningSandbox): Promise<string> {
  const journal = await journalOf(box);
  const { mark } = await journal.installation();
  await journal.dispose();
  return mark ?? '';
}

/** Everything at the vendor that money or an act changes. */
const vendorOf = (box: RunningSandbox) => [box.upstreamServices(), box.charges()];

/** As it would be on another machine: the state file knows a machine that is not this one. */
const movedElsewhere = (box: RunningSandbox): void =>
  inState(box, "UPDATE machine SET machine_id = 'another', hardware = ''");

describe('the installation', () => {
  test('draws a mark once, and each license module keeps a copy of it', async () => {
    const box = await sandbox();
    await box.order(WISH);
    const mark = await markOf(box);
    expect(mark).toMatch(/^[a-z][a-z2-9]{4}$/);
    const shown = await cpbillmgr(box, 'installation', '--json');
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(shown.stdout)).toMatchObject({ mark, known: true, twins: {} });
    expect(JSON.parse(shown.stdout).copies).toMatchObject([{ module: '1', mark }]);
  });

  test('finds its mark again in the copies where the state file is lost', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    const mark = await markOf(box);
    for (const end of ['', '-wal', '-shm']) rmSync(`${stateFile(box)}${end}`, { force: true });
    expect(await box.prolong(item)).toMatchObject({ ended: true });
    expect(await markOf(box)).toBe(mark);
    expect(chargedFor(box, item)).toEqual(['order', 'prolong']);
  });

  test('whose copies differ buys nothing before a person has chosen', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    const mark = await markOf(box);
    const { url, username, password } = box;
    const connection = { url, username, password };
    const other = box.addModule({ name: 'Second', module: 'pmcpbillmgr', connection });
    const config = '<doc><installation mark="zzzzz" counter="1"/></doc>';
    box.billing.store.update('processingmodule', other, { config });
    for (const end of ['', '-wal', '-shm']) rmSync(`${stateFile(box)}${end}`, { force: true });
    const refused = await box.prolong(item);
    expect(errorOf(refused)).toMatchObject({ type: 'mark_differs' });
    expect(errorOf(refused).text).toContain('zzzzz');
    expect(chargedFor(box, item)).toEqual(['order']);
    expect(await cpbillmgr(box, 'installation', 'take', mark, '--yes')).toMatchObject({
      exitCode: 0,
    });
    expect(await box.retry(refused.operation)).toMatchObject({ ended: true });
    expect(chargedFor(box, item)).toEqual(['order', 'prolong']);
  });
});

describe('another machine', () => {
  test('changes nothing at the vendor in a month of its own cron, then a person answers', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    movedElsewhere(box);
    const before = vendorOf(box);
    box.billing.store.update('item', item, { expiredate: '2099-01-01' });
    for (let day = 1; day <= 7; day++) {
      box.setClock('+4d');
      const run = await checkevent(box);
      expect(run.exitCode).toBe(1);
      // what lasts is told once
      if (day === 1) expect(run.stderr).toContain('cpbillmgr installation moved');
      else expect(run.stderr).toBe('');
    }
    const refused = [
      await box.order({ ...WISH, ip: '192.0.2.11' }),
      await box.prolong(item),
      await box.suspend(item),
      await box.closeService(item),
    ];
    for (const run of refused) expect(errorOf(run).type).toBe('machine_unknown');
    const imported = await box.runModule([
      ...['--command', 'import', '--module', '1', '--itemtype', 'soft'],
    ]);
    expect(errorOf(imported).type).toBe('machine_unknown');
    expect(vendorOf(box)).toEqual(before);
    const shown = await cpbillmgr(box, 'installation');
    expect(shown.exitCode).toBe(1);
    expect(shown.stdout).toContain('another');
    // nobody is asked without a terminal
    expect(await cpbillmgr(box, 'installation', 'moved')).toMatchObject({ exitCode: 1 });
    expect(await cpbillmgr(box, 'installation', 'moved', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await box.retry(refused[0]?.operation ?? 0)).toMatchObject({ ended: true });
  });

  test('that is a copy gets a mark of its own and leaves the original’s licenses alone', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    const mark = await markOf(box);
    movedElsewhere(box);
    expect(await cpbillmgr(box, 'installation', 'copy', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await markOf(box)).not.toBe(mark);
    const before = vendorOf(box);
    for (const run of [
      await box.prolong(item),
      await box.suspend(item),
      await box.setparam(item, { licname: 'mine' }),
      await box.closeService(item),
    ])
      expect(errorOf(run).type).toBe('license_foreign');
    await checkevent(box);
    expect(vendorOf(box)).toEqual(before);
    const own = await box.order({ ...WISH, ip: '192.0.2.12' });
    expect(own).toMatchObject({ ended: true });
  });
});

describe('a twin', () => {
  test('is told by the next reconcile, and orders wait for a person’s answer', async () => {
    const box = await sandbox();
    await box.order(WISH);
    const mark = await markOf(box);
    const theirs = box.buyByHand({
      pricelist: 3541,
      ip: '198.51.100.7',
      remoteid: `${mark}-999-zz2c`,
    });
    const run = await checkevent(box);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(`license ${theirs}`);
    expect(box.problems().map(({ name }) => name)).toContain('cpbillmgr_twin');
    const refused = await box.order({ ...WISH, ip: '192.0.2.11' });
    expect(errorOf(refused).type).toBe('installation_twin');
    expect(box.charges()).toHaveLength(1);
    expect(await cpbillmgr(box, 'installation', 'add', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await box.retry(refused.operation)).toMatchObject({ ended: true });
    expect(box.charges()).toHaveLength(2);
  });
});

describe('a state file that was put back', () => {
  test('looks before it charges, until a reconcile has told it what it missed', async () => {
    const box = await sandbox();
    await box.order(WISH);
    await checkevent(box);
    const backup = `${stateFile(box)}.backup`;
    inState(box, 'PRAGMA wal_checkpoint(TRUNCATE)');
    copyFileSync(stateFile(box), backup);
    box.addFault({ side: 'mgrctl', func: 'soft.open', action: 'kill-before', count: 1 });
    const lost = await box.order({ ...WISH, ip: '192.0.2.11' });
    expect(lost.ended).toBe(false);
    await checkevent(box);
    for (const end of ['-wal', '-shm']) rmSync(`${stateFile(box)}${end}`, { force: true });
    copyFileSync(backup, stateFile(box));
    // the order is in no row of the state file, and the service names no license yet
    box.billing.store.run(
      "DELETE FROM itemparam WHERE item = ? AND intname NOT IN ('ip', 'licname')",
      lost.item,
    );
    await box.carryOut(lost.item, 'reopen');
    expect(chargedFor(box, lost.item)).toEqual(['order']);
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    const journal = await journalOf(box);
    expect(await journal.installation()).toMatchObject({ catchingUp: null });
    await journal.dispose();
  });
});

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { connectModule } from '../../sandbox/billmanager/fill.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { dist } from '../support/dist.ts';
import { mariadb } from '../support/mariadb.ts';
import { chargedFor, errorOf, sandbox, stateFile } from './support.ts';

const LICENSES_MODULE = 1;
const checkevent = (box: RunningSandbox) => box.runModule(['checkevent']);
const licensesOf = (box: RunningSandbox) => box.upstreamServices().filter(each => each.status < 4);

/**
 * The whole server once more, its machine-id included: BILLmanager with the same services, the same
 * state file, and the same vendor account, for it asks the original's vendor.
 */
async function cloneOf(box: RunningSandbox): Promise<RunningSandbox> {
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-clone-'));
  copyDatabase(join(box.dir, 'billing.db'), join(dir, 'billing.db'));
  copyDatabase(stateFile(box), join(dir, 'root/var/cpbillmgr/state.db'));
  const { url, username, password } = box;
  const clone = await startSandbox({ dir, dist: dist(), database: await mariadb() });
  onTestFinished(async () => {
    await clone.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const conf = join(clone.root, 'etc/cpbillmgr.conf');
  const text = readFileSync(join(box.root, 'etc/cpbillmgr.conf'), 'utf8');
  writeFileSync(conf, text);
  connectModule(clone.billing, LICENSES_MODULE, { url, username, password });
  return clone;
}

function copyDatabase(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const database = new Database(from);
  database.prepare('VACUUM INTO ?').run(to);
  database.close();
  chmodSync(to, 0o600);
}

function inDays(box: RunningSandbox, days: number): string {
  const date = new Date(`${box.today()}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** A day passes for both of them, and cron starts both. */
async function aDay(box: RunningSandbox, clone: RunningSandbox, first: 'box' | 'clone') {
  for (const each of [box, clone]) each.setClock('+1d');
  const order = first === 'box' ? [box, clone] : [clone, box];
  for (const each of order) await checkevent(each);
}

test('a clone with the machine’s own ids, a week beside the original, costs nothing and deletes nothing', async () => {
  const box = await sandbox();
  const wish = { tariff: '3541', licname: 'shop' };
  const { item: yearly } = await box.order({ ...wish, ip: '192.0.2.1' });
  const { item: paid } = await box.order({ ...wish, ip: '192.0.2.2' });
  // sold by the year, bought by the month: cron renews it
  box.billing.store.update('item', yearly, { expiredate: inDays(box, 355), period: 12 });
  await checkevent(box);
  const clone = await cloneOf(box);
  for (const each of [box, clone]) each.setClock('+26d');
  await aDay(box, clone, 'clone');

  // the original's client pays a month; the clone's BILLmanager, which nobody pays, closes the
  // service
  expect(await box.prolong(paid)).toMatchObject({ ended: true });
  expect(errorOf(await clone.closeService(paid)).type).toBe('license_paid_elsewhere');

  // the original's next order is a stranger's with our mark to the clone: it says so and orders
  // nothing any more
  expect(await box.order({ ...wish, ip: '192.0.2.3' })).toMatchObject({ ended: true });
  await aDay(box, clone, 'box');
  expect(clone.problems().map(({ name }) => name)).toContain('cpbillmgr_twin');
  expect(box.problems().map(({ name }) => name)).not.toContain('cpbillmgr_twin');
  const refused = await clone.order({ ...wish, ip: '192.0.2.4' });
  expect(errorOf(refused).type).toBe('installation_twin');

  for (let day = 1; day <= 5; day++) await aDay(box, clone, day % 2 === 0 ? 'box' : 'clone');
  await clone.retryAll();
  // one month of both, whoever of them was the first to renew it
  expect(chargedFor(box, yearly)).toEqual(['order', 'prolong']);
  expect(chargedFor(box, paid)).toEqual(['order', 'prolong']);
  expect(box.charges()).toHaveLength(5);
  expect(licensesOf(box)).toHaveLength(3);
});

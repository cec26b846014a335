import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { serviceIn } from '../support/remoteid.ts';
import {
  chargedFor,
  deleteState,
  errorOf,
  impatientFor,
  journalOf,
  retryLater,
  sandbox,
} from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;
const DELETED = 4;
const MODULE = '55361';

/** A license of account 1, and its service. */
async function licensed(box: RunningSandbox, ip = '192.0.2.10', account = 1) {
  const { item } = await box.order({ tariff: '3541', ip, account });
  const license =
    box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item))?.id ?? 0;
  expect(license).toBeGreaterThan(0);
  return { item, license };
}

const moduleOf = (box: RunningSandbox, item: number) =>
  box
    .upstreamServices()
    .find(each => each.itemtype === 'addition' && serviceIn(each.remoteid) === String(item));

describe('a panel module', () => {
  test('is sold for a license, renewed, suspended, resumed and closed', async () => {
    const box = await sandbox();
    const { license } = await licensed(box);
    const opened = await box.order({ tariff: MODULE, params: { license: String(license) } });
    expect(opened).toMatchObject({ exitCode: 0, stdout: '', ended: true });
    const { item } = opened;
    expect(moduleOf(box, item)).toMatchObject({
      pricelist: 55361,
      parent: license,
      status: ACTIVE,
      autoprolong: 'null',
      ip: '',
      licname: '',
    });
    expect(box.service(item)).toMatchObject({
      status: ACTIVE,
      params: {
        license: String(license),
        license_id: String(moduleOf(box, item)?.id),
        license_expiredate: moduleOf(box, item)?.expiredate,
      },
    });
    expect(box.service(item).params).not.toHaveProperty('lickey');

    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(chargedFor(box, item)).toEqual(['order', 'prolong']);
    expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(moduleOf(box, item)?.status).toBe(SUSPENDED);
    expect(await box.resume(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(moduleOf(box, item)?.status).toBe(ACTIVE);
    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(moduleOf(box, item)?.status).toBe(DELETED);
    expect(chargedFor(box, item)).toEqual(['order', 'prolong']);
  });

  test('belongs to the license of its parent service where it names none', async () => {
    const box = await sandbox();
    const { item: parent, license } = await licensed(box);
    const { item, stdout } = await box.order({ tariff: MODULE, parent });
    expect(stdout).toBe('');
    expect(moduleOf(box, item)?.parent).toBe(license);
  });

  test('finds the parent’s license after the state file was lost', async () => {
    const box = await sandbox();
    const { item: parent, license } = await licensed(box);
    deleteState(box);
    const { item } = await box.order({ tariff: MODULE, parent });
    expect(moduleOf(box, item)?.parent).toBe(license);
  });

  test.each([
    ['names no license', {}, 'license_unnamed'],
    ['names something else', { params: { license: '1 or 2' } }, 'argument_bad'],
    [
      'names a license that the vendor does not have',
      { params: { license: '999999' } },
      'upstream_missed',
    ],
    ['has a parent without a license', { parent: 4711 }, 'license_unknown'],
  ])('whose service %s is refused, with a task and no charge', async (_, wish, type) => {
    const box = await sandbox();
    const { stdout, exitCode } = await box.order({ tariff: MODULE, ...wish });
    expect(errorOf({ stdout }).type).toBe(type);
    expect(exitCode).toBe(1);
    expect(box.tasks()).toHaveLength(1);
    expect(box.charges()).toEqual([]);
  });

  test('is not sold for the license or the service of another client', async () => {
    const box = await sandbox();
    const { item: parent, license } = await licensed(box, '192.0.2.10', 2);
    const named = await box.order({ tariff: MODULE, params: { license: String(license) } });
    expect(errorOf(named).type).toBe('parent_foreign');
    const child = await box.order({ tariff: MODULE, parent });
    expect(errorOf(child).type).toBe('parent_foreign');
    expect(box.charges()).toHaveLength(1);
  });

  test('moves to another license, and nothing is charged for it', async () => {
    const box = await sandbox();
    const one = await licensed(box, '192.0.2.10');
    const two = await licensed(box, '192.0.2.11');
    const { item } = await box.order({ tariff: MODULE, params: { license: String(one.license) } });
    box.clearCalls();
    const moved = await box.setparam(item, { params: { license: String(two.license) } });
    expect(moved).toMatchObject({ exitCode: 0, stdout: '', ended: true });
    expect(moduleOf(box, item)?.parent).toBe(two.license);
    expect(chargedFor(box, item)).toEqual(['order']);
    expect(box.calls('upstream').map(each => each.func)).toEqual([
      'addition.edit',
      'addition.edit',
      'addition.edit',
    ]);
    box.clearCalls();
    await box.setparam(item, {});
    expect(box.calls('upstream').map(each => each.func)).toEqual(['addition.edit']);
  });

  test('that is moved while the answer is lost is moved once', async () => {
    const box = await sandbox();
    const one = await licensed(box, '192.0.2.10');
    const two = await licensed(box, '192.0.2.11');
    const { item } = await box.order({ tariff: MODULE, params: { license: String(one.license) } });
    box.addFault({ side: 'upstream', func: 'addition.edit&item', action: 'reset-after', count: 1 });
    await box.setparam(item, { params: { license: String(two.license) } }, { attempts: 3 });
    expect(moduleOf(box, item)?.parent).toBe(two.license);
    expect(box.operations()).toEqual([]);
  });

  test.each(['reset-after', 'hang-after', 'cut', 'kill-before', 'kill-after'])(
    'whose order ends in "%s" is found, not ordered again',
    async fault => {
      const box = await sandbox(impatientFor(fault));
      const { license } = await licensed(box);
      box.addFault({ side: 'upstream', func: 'addition.order.param', action: fault, count: 1 });
      const { item } = await box.order(
        { tariff: MODULE, params: { license: String(license) } },
        { attempts: 3 },
      );
      await retryLater(box);
      expect(box.service(item).status).toBe(ACTIVE);
      expect(chargedFor(box, item)).toEqual(['order']);
    },
  );

  test('whose renewal was not answered is charged once', async () => {
    const box = await sandbox();
    const { license } = await licensed(box);
    const { item } = await box.order({ tariff: MODULE, params: { license: String(license) } });
    box.addFault({ side: 'upstream', func: 'service.prolong', action: 'reset-after', count: 1 });
    await box.prolong(item, {}, { attempts: 3 });
    expect(chargedFor(box, item)).toEqual(['order', 'prolong']);
    expect(box.operations()).toEqual([]);
  });

  test('of a lost state file is not ordered again by a retry of its opening', async () => {
    const box = await sandbox();
    const { license } = await licensed(box);
    box.addFault({
      side: 'upstream',
      func: 'addition.order.param',
      action: 'reset-after',
      count: 1,
    });
    box.addFault({ side: 'mgrctl', func: 'addition.open', action: 'reset-before', count: 1 });
    const first = await box.order({ tariff: MODULE, params: { license: String(license) } });
    expect(first.ended).toBe(false);
    deleteState(box);
    expect(await box.retry(first.operation, { attempts: 3 })).toMatchObject({ ended: true });
    expect(chargedFor(box, first.item)).toEqual(['order']);
  });

  test('that was released moves to the license of the next order', async () => {
    const box = await sandbox({ conf: '\n[preset 55361]\nclose = release\n' });
    const one = await licensed(box, '192.0.2.10');
    const two = await licensed(box, '192.0.2.11');
    const first = await box.order({ tariff: MODULE, params: { license: String(one.license) } });
    await box.closeService(first.item);
    const second = await box.order({ tariff: MODULE, params: { license: String(two.license) } });
    expect(second).toMatchObject({ exitCode: 0, stdout: '', ended: true });
    expect(moduleOf(box, second.item)).toMatchObject({ parent: two.license, status: ACTIVE });
    expect(box.upstreamServices().filter(each => each.itemtype === 'addition')).toHaveLength(1);
  });

  test('is brought up to date by sync_item and by checkevent', async () => {
    const box = await sandbox();
    const { license } = await licensed(box);
    const { item } = await box.order({ tariff: MODULE, params: { license: String(license) } });
    const id = moduleOf(box, item)?.id ?? 0;
    box.person('extend', id, '+1');
    box.person('suspend', id);
    expect(await box.runModule(['--command', 'sync_item', '--item', String(item)])).toMatchObject({
      exitCode: 0,
    });
    expect(box.service(item)).toMatchObject({ status: SUSPENDED });
    expect(box.service(item).params['license_expiredate']).toBe(moduleOf(box, item)?.expiredate);
    box.person('resume', id);
    expect(await box.runModule(['checkevent'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(box.service(item)).toMatchObject({ status: ACTIVE });
  });

  test('that waits for the vendor is activated by checkevent', async () => {
    const box = await sandbox({ settings: { activation_reads: '3' } });
    const { license } = await licensed(box);
    const { item } = await box.order({ tariff: MODULE, params: { license: String(license) } });
    expect(box.service(item).status).not.toBe(ACTIVE);
    for (let run = 0; run < 4; run += 1) await box.runModule(['checkevent']);
    expect(box.service(item).status).toBe(ACTIVE);
    expect(chargedFor(box, item)).toEqual(['order']);
  });

  test('bought by hand becomes a service by import, and can be moved from there', async () => {
    const box = await sandbox();
    const one = await licensed(box, '192.0.2.10');
    const two = await licensed(box, '192.0.2.11');
    const id = box.buyByHand({ pricelist: 55361 });
    box.upstream.store.update('services', id, { parent: one.license });
    const args = [
      '--command',
      'import',
      '--module',
      '1',
      '--itemtype',
      'addition',
      '--searchstring',
      '',
    ];
    expect(await box.runModule(args)).toMatchObject({ exitCode: 0 });
    const service = box.services().find(each => each.itemtype === 'addition');
    expect(service?.params).toMatchObject({ license_id: String(id), license: String(one.license) });
    const item = service?.id ?? 0;
    expect(moduleOf(box, item)?.id).toBe(id);
    await box.setparam(item, { params: { license: String(two.license) } });
    expect(moduleOf(box, item)?.parent).toBe(two.license);
    const journal = await journalOf(box);
    expect(await journal.licenseOf(String(item))).toMatchObject({
      licenseId: String(id),
      state: 'live',
    });
    await journal.dispose();
    expect(box.charges().filter(each => each.pricelist === 55361)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { deleteState, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;

const checkevent = (box: RunningSandbox, ...args: string[]) =>
  box.runModule(['checkevent', ...args]);
const problems = (box: RunningSandbox): string[] => box.problems().map(each => each.name);
const statuses = (box: RunningSandbox, item: number) => ({
  service: box.service(item).status,
  license: box.upstreamServices()[0]?.status,
});

/** A service with its license, and cron has come once. */
async function sold(box: RunningSandbox): Promise<{ item: number; id: number }> {
  const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10', licname: 'shop' });
  await checkevent(box);
  return { item, id: Number(box.service(item).params['license_id']) };
}

/**
 * The difference is told once, stands in BILLmanager's list of problems, and changes nothing on
 * either side.
 */
async function expectTold(box: RunningSandbox, item: number): Promise<void> {
  const first = await checkevent(box);
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toContain(`Service ${item} is suspended in BILLmanager`);
  expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(problems(box)).toEqual(['cpbillmgr_suspended_here']);
  expect(statuses(box, item)).toEqual({ service: SUSPENDED, license: ACTIVE });
}

describe('BILLmanager’s own suspension stands', () => {
  test('when a person resumes the license at the vendor, until one of both sides follows', async () => {
    for (const settle of ['suspend at the vendor', 'resume here']) {
      const box = await sandbox();
      const { item, id } = await sold(box);
      await box.suspend(item);
      await checkevent(box);
      box.person('resume', id);
      await expectTold(box, item);
      if (settle === 'resume here') await box.resume(item);
      else box.person('suspend', id);
      expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(problems(box)).toEqual([]);
      const status = settle === 'resume here' ? ACTIVE : SUSPENDED;
      expect(statuses(box, item)).toEqual({ service: status, license: status });
    }
  });

  test('when the license was active all the time: staff have suspended the service alone', async () => {
    const box = await sandbox();
    const { item, id } = await sold(box);
    box.billing.store.update('item', item, { status: SUSPENDED });
    box.person('rename', id, 'renamed');
    await expectTold(box, item);
    expect(box.service(item).params['licname']).toBe('renamed');
    box.billing.store.update('item', item, { status: ACTIVE });
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(problems(box)).toEqual([]);
  });

  test('when it came on top of the vendor’s, and the vendor’s ends', async () => {
    const box = await sandbox();
    const { item, id } = await sold(box);
    box.person('suspend', id);
    await checkevent(box);
    expect(await box.suspend(item)).toMatchObject({ ended: true });
    box.person('resume', id);
    await expectTold(box, item);
  });

  test('when nothing is known of it any more: the state file was lost', async () => {
    const box = await sandbox();
    const { item, id } = await sold(box);
    await box.suspend(item);
    deleteState(box);
    box.person('resume', id);
    await expectTold(box, item);
  });

  test('against sync_item', async () => {
    const box = await sandbox();
    const { item, id } = await sold(box);
    await box.suspend(item);
    box.person('resume', id);
    const run = await box.runModule(['--command', 'sync_item', '--item', String(item)]);
    expect(run.exitCode).toBe(0);
    expect(statuses(box, item)).toEqual({ service: SUSPENDED, license: ACTIVE });
  });
});

describe('the vendor’s suspension', () => {
  test('is brought over and ends with the vendor’s, again and again', async () => {
    const box = await sandbox();
    const { item, id } = await sold(box);
    for (let time = 1; time <= 2; time++) {
      box.person('suspend', id);
      await checkevent(box);
      expect(statuses(box, item)).toEqual({ service: SUSPENDED, license: SUSPENDED });
      box.person('resume', id);
      expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(statuses(box, item)).toEqual({ service: ACTIVE, license: ACTIVE });
    }
    expect(problems(box)).toEqual([]);
  });

  test('that was taken back by a resume of BILLmanager says nothing of the next one', async () => {
    const box = await sandbox();
    const { item, id } = await sold(box);
    box.person('suspend', id);
    await checkevent(box);
    expect(await box.resume(item)).toMatchObject({ ended: true });
    box.billing.store.update('item', item, { status: SUSPENDED });
    box.person('rename', id, 'renamed');
    await expectTold(box, item);
  });
});

test('a resumption that is under way is no difference', async () => {
  const box = await sandbox();
  const { item } = await sold(box);
  await box.suspend(item);
  box.addFault({ side: 'mgrctl', func: 'service.postresume', action: 'reset-before', count: 1 });
  expect(await box.resume(item)).toMatchObject({ ended: false });
  expect(statuses(box, item)).toEqual({ service: SUSPENDED, license: ACTIVE });
  await checkevent(box);
  expect(statuses(box, item)).toEqual({ service: ACTIVE, license: ACTIVE });
  expect(problems(box)).toEqual([]);
});

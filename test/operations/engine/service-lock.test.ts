import { expect, test } from 'vitest';
import { sqliteJournal } from '../../../src/journal/sqlite-journal.ts';
import { withService } from '../../../src/operations/engine/service-lock.ts';
import { aWorld } from '../../support/a-world.ts';

test('one works on a service at a time; another waits ten seconds, then gives way', async () => {
  const { ctx, state, timeline } = aWorld();
  const other = { ...ctx, journal: sqliteJournal({ file: state.file, clock: ctx.clock }) };
  let isWorking = false;
  await withService(ctx, '117', async () => {
    const began = timeline.now;
    const meanwhile = withService(other, '117', async () => {
      isWorking = true;
    });
    await expect(meanwhile).rejects.toMatchObject({ type: 'service_busy', object: '117' });
    expect(timeline.now - began).toBeGreaterThanOrEqual(10_000);
    expect(await withService(other, '118', async () => 'another service')).toBe('another service');
  });
  expect(isWorking).toBe(false);
  await other.journal.dispose();
});

test('it is free again when the work ends, well or not', async () => {
  const { ctx } = aWorld();
  const failing = withService(ctx, '117', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withService(ctx, '117', async () => 5)).toBe(5);
});

test('nothing is worked on by a machine that is not known', async () => {
  const { ctx } = aWorld();
  await ctx.journal.changeInstallation({
    machine: { id: 'another', hardware: 'x' },
    onlyMachine: true,
  });
  let isWorking = false;
  const work = withService(ctx, '117', async () => {
    isWorking = true;
  });
  await expect(work).rejects.toMatchObject({ type: 'machine_unknown', kind: 'passing' });
  expect(isWorking).toBe(false);
});

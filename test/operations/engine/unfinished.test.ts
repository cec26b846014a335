import { expect, test } from 'vitest';
import { unfinished } from '../../../src/operations/engine/unfinished.ts';
import { aWorld } from '../../support/a-world.ts';

test('what was begun and not ended, the latest first, of one kind or of all', async () => {
  const { ctx } = aWorld();
  const begin = async (command: string, runningOperation: string, item = '117') =>
    (await ctx.journal.begin({ command, item, runningOperation }, '7', {})).operation.id;
  const open = await begin('open', '1');
  await ctx.journal.close(open, 'waiting', {});
  const done = await begin('prolong', '2');
  await ctx.journal.close(done, 'done', {});
  const failed = await begin('suspend', '3');
  await ctx.journal.close(failed, 'failed', {});
  const prolong = await begin('prolong', '4');
  await begin('prolong', '5', '118');
  expect((await unfinished(ctx, '117')).map(({ id }) => id)).toEqual([prolong, open]);
  expect((await unfinished(ctx, '117', 'open')).map(({ id }) => id)).toEqual([open]);
  expect(await unfinished(ctx, '117', 'suspend')).toEqual([]);
});

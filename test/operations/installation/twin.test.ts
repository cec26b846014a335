import { expect, test } from 'vitest';
import { isTwins, noteTwin, requireNoTwin } from '../../../src/operations/installation/twin.ts';
import { aWorld, day, TODAY } from '../../support/a-world.ts';
import { MARK, markedFor } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';

const row = (remoteid: string, createdate = TODAY) => ({
  remoteid,
  createdate,
  status: 'active' as const,
});

test.each([
  [`${MARK}-999-ab2c`, true],
  [`${MARK}-999-4602-ab2c`, true],
  // nobody has drawn those
  [`${MARK}-999`, false],
  [`${MARK}-free-999`, false],
  ['999', false],
  ['zzzzz-999-ab2c', false],
])('a license with remoteid %s is a twin’s: %s', async (remoteid, is) => {
  const { ctx } = aWorld();
  expect(await isTwins(ctx, row(remoteid))).toBe(is);
});

test('what this journal has ordered, or has begun to, is none of a twin’s', async () => {
  const world = aWorld();
  const { license } = await opened(world);
  expect(await isTwins(world.ctx, row(license.remoteid))).toBe(false);
  const key = { command: 'open', item: '999', runningOperation: '7' };
  const { operation } = await world.ctx.journal.begin(key, '7', { draw: 'ab2c' });
  await world.ctx.journal.close(operation.id, 'failed', {});
  expect(await isTwins(world.ctx, row(`${markedFor('999')}-ab2c`))).toBe(false);
  expect(await isTwins(world.ctx, row(`${markedFor('998')}-ab2c`))).toBe(true);
});

test('nothing is one that is older than the journal, or while the journal is catching up', async () => {
  const { ctx } = aWorld();
  const theirs = `${MARK}-999-ab2c`;
  await ctx.journal.installation();
  expect(await isTwins(ctx, row(theirs, day('2027-03-01')))).toBe(false);
  await ctx.journal.changeInstallation({ catchingUp: 'put_back' });
  expect(await isTwins(ctx, row(theirs))).toBe(false);
});

test('orders wait on the account where one was seen, and on no other', async () => {
  const { ctx } = aWorld();
  await noteTwin(ctx, 'a', 'license 5');
  await expect(requireNoTwin(ctx, 'a')).rejects.toMatchObject({
    type: 'installation_twin',
    kind: 'passing',
  });
  await requireNoTwin(ctx, 'b');
});

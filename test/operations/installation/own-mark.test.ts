import { expect, test } from 'vitest';
import { ownMark } from '../../../src/operations/installation/own-mark.ts';
import { tempJournal } from '../../journal/support/temp.ts';
import { aWorld } from '../../support/a-world.ts';
import { MODULE } from '../../support/billmanager-rows.ts';

/** A reseller whose state file is new. */
async function lost() {
  const world = aWorld();
  const journal = await tempJournal({ clock: world.ctx.clock });
  /** A service that is active, and its license at the vendor. */
  const served = (remoteid: (item: string) => string) => {
    const service = world.order();
    Object.assign(service, { status: 'active' });
    const license = world.sold({ remoteid: remoteid(service.id) });
    service.params.set('license_id', license.id);
    return { service, license };
  };
  return { ...world, ctx: { ...world.ctx, journal }, served };
}

test('a new installation draws its mark, and each license module keeps a copy', async () => {
  const { ctx, billmanager } = await lost();
  const mark = await ownMark(ctx);
  expect(mark).toMatch(/^[a-z][a-z2-9]{4}$/);
  expect(await ownMark(ctx)).toBe(mark);
  expect([...billmanager.configs.keys()]).toEqual([MODULE]);
  expect(billmanager.configs.get(MODULE)).toMatchObject({ mark });
});

test('a copy in BILLmanager is taken, with its counter', async () => {
  const { ctx, billmanager } = await lost();
  const module = billmanager.modules.get(MODULE);
  if (module) billmanager.modules.set(MODULE, { ...module, config: 'k7x2p 41' });
  expect(await ownMark(ctx)).toBe('k7x2p');
  expect(await ctx.journal.installation()).toMatchObject({ counter: 41, catchingUp: 'rebuilt' });
});

test('two copies that differ are a person’s to choose from', async () => {
  const { ctx, billmanager } = await lost();
  const module = billmanager.modules.get(MODULE);
  if (!module) throw new Error('no module');
  billmanager.modules.set(MODULE, { ...module, config: 'k7x2p 1' });
  billmanager.modules.set('70', { ...module, id: '70', config: 'zzzzz 1' });
  await expect(ownMark(ctx)).rejects.toMatchObject({
    type: 'mark_differs',
    kind: 'passing',
    value: expect.stringMatching(/k7x2p.*zzzzz/),
  });
  expect((await ctx.journal.installation()).mark).toBeNull();
});

test('the mark that all licenses of our services carry is taken', async () => {
  const { ctx, served } = await lost();
  served(item => `k7x2p-${item}-ab2c`);
  served(item => `k7x2p-${item}`);
  expect(await ownMark(ctx)).toBe('k7x2p');
  expect((await ctx.journal.installation()).catchingUp).toBe('rebuilt');
});

test.each([
  ['a bare number', (item: string) => item],
  ['another mark', (item: string) => `zzzzz-${item}`],
  ['another service’s number', (item: string) => `k7x2p-${item}9`],
])('where one of them carries %s a person is asked', async (_, other) => {
  const { ctx, served } = await lost();
  served(item => `k7x2p-${item}-ab2c`);
  served(other);
  await expect(ownMark(ctx)).rejects.toMatchObject({ type: 'mark_uncertain', object: 'k7x2p' });
});

test('licenses of which none carries a mark are from before there were any', async () => {
  const { ctx, served } = await lost();
  served(item => item);
  served(() => '');
  expect(await ownMark(ctx)).toMatch(/^[a-z][a-z2-9]{4}$/);
});

import { expect, test } from 'vitest';
import { wantedAddons } from '../../../../src/operations/licenses/acquire/wanted-addons.ts';
import { aWorld } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

async function wanted(addons: Record<string, string>, conf = '') {
  const { ctx, billmanager, order } = aWorld({ conf });
  const support = { names: ['support'], included: 0, ordered: 0, most: null };
  billmanager.resources.set('22', { ...support, id: '22', choice: '', measure: '' });
  const service = order({ addons: new Map(Object.entries(addons)) });
  const { service: read } = await targetFor(ctx, service);
  return Object.fromEntries(await wantedAddons(ctx, read, '3541'));
}

test.each([
  ['what the client ordered comes on top of what the resource includes', { 21: '2' }, { 4602: 3 }],
  ['a resource that names no addon is the billing’s own matter', { 22: '4' }, {}],
])('%s', async (_, addons, amounts) => {
  expect(await wanted(addons)).toEqual(amounts);
});

test('what is no amount is never ordered', async () => {
  await expect(wanted({ 21: '-5' })).rejects.toMatchObject({ type: 'resource_bad' });
});

test('the preset’s amount counts in the place of the resource’s, and without one', async () => {
  const conf = '[preset 3541]\naddon.4602 = 5\naddon.9 = 1\n';
  expect(await wanted({ 21: '2' }, conf)).toEqual({ 4602: 7, 9: 1 });
  expect(await wanted({}, conf)).toEqual({ 4602: 5, 9: 1 });
});

import { expect, test } from 'vitest';
import {
  isAltered,
  keepsRemoteId,
  noteNotKept,
} from '../../../../src/operations/licenses/license/remoteid-kept.ts';
import { aWorld } from '../../../support/a-world.ts';
import { openingFor } from '../../../support/service.ts';

const ORDERED = { ip: '192.0.2.7', licname: 'shop', parentItem: '', remoteid: 'abcde-117-x2y3' };

test('an account keeps remoteids until one has not come back, or its dialect has none', async () => {
  const { ctx, vendor, billmanager, order } = aWorld();
  const target = await openingFor(ctx, order());
  expect(await keepsRemoteId(ctx, target)).toBe(true);
  for (const turn of [1, 2]) await noteNotKept(ctx, target, '', `turn ${turn}`);
  expect(await keepsRemoteId(ctx, target)).toBe(false);
  expect(await keepsRemoteId(ctx, { ...target, itemtype: 'platform' })).toBe(true);
  expect([...billmanager.problems]).toEqual(['cpbillmgr_remoteid_not_kept 7']);
  vendor.abilities = { ...vendor.abilities, remoteid: false };
  const classic = await openingFor(ctx, { id: target.item });
  expect(await keepsRemoteId(ctx, { ...classic, itemtype: 'platform' })).toBe(false);
});

test.each([
  ['', '192.0.2.7', 'shop', true],
  ['abcde-117', '192.0.2.7', 'shop', true],
  ['ABCDE-117-X2Y3', '192.0.2.7', 'shop', true],
  ['999', '192.0.2.7', 'shop', false],
  ['', '198.51.100.1', 'theirs', false],
  ['', '192.0.2.7', 'theirs', false],
  ['', '192.0.2.7', '', true],
])('remoteid "%s" at %s, "%s": it is the order’s, altered: %s', async (told, ip, name, is) => {
  const { ctx, vendor, order, sold } = aWorld();
  const target = await openingFor(ctx, order());
  const license = vendor.read(sold({ remoteid: told, ip, licname: name }).id);
  if (license === null) throw new Error('nothing was sold');
  expect(await isAltered(ctx, target, license, ORDERED)).toBe(is);
});

import { expect, test } from 'vitest';
import { ledgerRow } from '../../../../src/operations/engine/ledger-row.ts';
import { knownIds } from '../../../../src/operations/licenses/license/known-ids.ts';
import { aWorld } from '../../../support/a-world.ts';

test('a whole list must have what is live or released, of this account and type', async () => {
  const { ctx } = aWorld();
  const owner = { account: 'a', itemtype: 'soft', item: null, module: '7' };
  const row = (licenseId: string, facts = {}, of = {}) => ({
    put: ledgerRow({ ...owner, licenseId, ...of }, facts),
  });
  await ctx.journal.write([
    row('1', {}, { item: '117' }),
    row('2', { state: 'released' }),
    row('3', { state: 'ended' }),
    row('4', { state: 'released' }, { account: 'b' }),
    row('5', { state: 'released' }, { itemtype: 'platform' }),
  ]);
  const known = await knownIds(ctx, { account: 'a', itemtype: 'soft' });
  expect([...known].sort()).toEqual(['1', '2']);
});

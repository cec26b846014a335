import { expect, test } from 'vitest';
import { importServices } from '../../../src/operations/adopt/import-services.ts';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import { aWorld } from '../../support/a-world.ts';
import { MODULE } from '../../support/billmanager-rows.ts';
import { MARK } from '../../support/remoteid.ts';

const WHOLE = { module: MODULE, itemtype: 'soft', searchstring: '' };

test('an import makes services of what was bought by hand, and of nothing that was released', async () => {
  const { ctx, sold } = aWorld();
  const bought = sold({ remoteid: '' });
  const released = sold({ remoteid: `${MARK}-free-900` });
  const { imported } = await importServices(ctx, 'license', WHOLE);
  expect(imported.map(({ id }) => id)).toEqual([bought.id]);
  expect(released.remoteid).toBe(`${MARK}-free-900`);
});

test('a service that another account serves gets no license of the same id', async () => {
  const { ctx, sold, order } = aWorld();
  const bought = sold({ remoteid: '' });
  const service = order();
  service.params.set('license_id', bought.id);
  const place = { account: 'another', itemtype: 'soft', licenseId: bought.id, module: '9' };
  await ctx.journal.write([{ put: ledgerRow({ ...place, item: service.id }, {}) }]);
  const { imported } = await importServices(ctx, 'license', WHOLE);
  expect(imported).toHaveLength(1);
  expect(imported[0]?.item).not.toBe(service.id);
});

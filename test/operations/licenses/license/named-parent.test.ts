import { expect, test } from 'vitest';
import {
  namedLicense,
  namedParent,
  parentOf,
} from '../../../../src/operations/licenses/license/named-parent.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened, targetFor } from '../../../support/service.ts';

async function aModule(params: Record<string, string>) {
  const world = aWorld();
  const { service: parent, license } = await opened(world);
  const order = world.order({ itemtype: 'addition' });
  for (const [name, value] of Object.entries(params))
    order.params.set(name, value.replace('PARENT', parent.id));
  const { service } = await targetFor(world.ctx, order);
  return { ...world, parent, license, service };
}

test('a service names a license by its own param, without blanks around it', async () => {
  expect(namedLicense((await aModule({ license: ' 777 ' })).service)).toBe('777');
  expect(namedLicense((await aModule({})).service)).toBe('');
});

test('a service names a parent', async () => {
  expect(namedParent((await aModule({ parent: '5' })).service)).toBe('5');
  expect(namedParent((await aModule({})).service)).toBe('');
});

test('the license it belongs to is the named one, else the parent’s, as ledger or service tell it', async () => {
  const both = await aModule({ license: '777', parent: 'PARENT' });
  expect(await parentOf(both.ctx, both.service)).toBe('777');
  const byParent = await aModule({ parent: 'PARENT' });
  byParent.parent.params.set('license_id', '444');
  expect(await parentOf(byParent.ctx, byParent.service)).toBe(byParent.license.id);
  const row = await byParent.ctx.journal.licenseOf(byParent.parent.id);
  await byParent.ctx.journal.write([{ update: row?.id ?? 0, change: { state: 'ended' } }]);
  byParent.parent.params.set('license_id', '555');
  expect(await parentOf(byParent.ctx, byParent.service)).toBe('555');
  const none = await aModule({});
  expect(await parentOf(none.ctx, none.service)).toBe('');
});

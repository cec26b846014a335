import { describe, expect, test } from 'vitest';
import { parentLicense } from '../../../../src/operations/licenses/acquire/parent-license.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened, targetFor } from '../../../support/service.ts';

const OTHERS = { account: '2' };

async function aModule(params: Record<string, string>, account = '1') {
  const world = aWorld();
  const { service: parent, license } = await opened(world);
  const module = world.order({ itemtype: 'addition', account });
  for (const [name, value] of Object.entries(params)) {
    const text = value.replace('PARENT', parent.id).replace('LICENSE', license.id);
    module.params.set(name, text);
  }
  const asked = async () => parentLicense(world.ctx, await targetFor(world.ctx, module));
  return { ...world, parent, license, module, asked };
}

describe('the license that a panel module belongs to', () => {
  test.each([{ license: 'LICENSE' }, { parent: 'PARENT' }])('is named by %j', async params => {
    const { asked, license } = await aModule(params);
    expect(await asked()).toBe(license.id);
  });

  test('is nothing where the service names neither', async () => {
    expect(await (await aModule({ parent: '0' })).asked()).toBe('');
  });

  test.each([{ license: 'LICENSE' }, { parent: 'PARENT' }])(
    'of another client is refused: %j',
    async params => {
      const { asked } = await aModule(params, OTHERS.account);
      await expect(asked()).rejects.toMatchObject({ type: 'parent_foreign' });
    },
  );

  test('that our ledger does not know is left to the vendor to judge', async () => {
    const { asked } = await aModule({ license: '777' });
    expect(await asked()).toBe('777');
  });

  test('must be a number', async () => {
    const { asked } = await aModule({ license: '1;2' });
    await expect(asked()).rejects.toMatchObject({ type: 'argument_bad' });
  });

  test('is not known where the parent has none', async () => {
    const world = aWorld();
    const module = world.order({ itemtype: 'addition' });
    module.params.set('parent', world.order().id);
    const target = await targetFor(world.ctx, module);
    await expect(parentLicense(world.ctx, target)).rejects.toMatchObject({
      type: 'license_unknown',
    });
  });

  test('is not taken by a number alone: a parent’s license that a list told is proved', async () => {
    const { ctx, parent, license, asked } = await aModule({ parent: 'PARENT' });
    parent.params.delete('license_id');
    const [row] = await ctx.journal.licenses({ state: 'live' });
    const change = { source: 'list' } as const;
    await ctx.journal.write([{ update: row?.id ?? 0, change }]);
    license.remoteid = '999';
    await expect(asked()).rejects.toMatchObject({ type: 'license_foreign' });
  });
});

import { expect, test } from 'vitest';
import { saveServerConfig } from '../../../src/operations/queries/server-config.ts';
import { aWorld } from '../../support/a-world.ts';
import { MARK } from '../../support/remoteid.ts';

test('presets and mark become the configuration of the module', async () => {
  const { ctx, billmanager } = aWorld();
  await saveServerConfig(ctx, '7');
  expect(billmanager.configs.get('7')).toMatchObject({
    mark: MARK,
    counter: 0,
    presets: [{ id: '3541' }, { id: '4601' }, { id: '5577' }, { id: '5579' }],
    lines: 'Preset 3541-Lite\nPreset 4601-Business\nPreset 5577-Years\nPreset 5579-Months\n',
  });
});

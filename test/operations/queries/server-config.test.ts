import { expect, test } from 'vitest';
import { saveServerConfig } from '../../../src/operations/queries/server-config.ts';
import { aWorld } from '../../support/a-world.ts';

test('the presets become the configuration of the module', async () => {
  const { ctx, billmanager } = aWorld();
  await saveServerConfig(ctx, '7', (presets, text) => `${presets.length}\n${text}`);
  expect(billmanager.configs.get('7')).toBe(
    '4\nPreset 3541-Lite\nPreset 4601-Business\nPreset 5577-Years\nPreset 5579-Months\n',
  );
});

import { expect, test } from 'vitest';
import { parseConf } from '../../src/conf/parse.ts';
import { presetOf, renderServerConfig, vendorPeriod } from '../../src/conf/preset.ts';

const { conf } = parseConf(
  'Preset 5-ISPmanager Lite\nPreset 9-ISPmanager Pro\nPeriod 1 12\nPeriod 3 3\n[preset 9]\nperiod.1 = 16\n',
  'c',
  '/',
);

test.each(['5-ISPmanager Lite', '5', ' 5 ', '5-', '5 ISPmanager', '5-9', '5 - anything'])(
  'the internal name %j picks preset 5',
  name => expect(presetOf(name, conf)?.id).toBe('5'),
);

test.each(['', 'ISPmanager Lite', '5x', '05', '55', '-5', '5.9', '9999', '5_Lite'])(
  'the internal name %j picks no preset',
  name => expect(presetOf(name, conf)).toBeNull(),
);

test("a preset's own period comes before the common one, and others pass through", () => {
  expect(vendorPeriod(conf, '9', '1')).toBe('16');
  expect(vendorPeriod(conf, '5', 1)).toBe('12');
  expect(vendorPeriod(conf, '9', '3')).toBe('3');
  expect(vendorPeriod(conf, '5', -100)).toBe('-100');
});

test('the server config shows the presets as the original did', () => {
  expect(renderServerConfig(conf)).toBe('Preset 5-ISPmanager Lite\nPreset 9-ISPmanager Pro\n');
});

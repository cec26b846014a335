import { expect, test } from 'vitest';
import { suitableModule } from '../../../src/operations/queries/suitable-module.ts';
import { aWorld } from '../../support/a-world.ts';

test('a module of the licenses serves a tariff that names a preset, unless it is skipped', async () => {
  const { ctx, billmanager } = aWorld();
  billmanager.modules.set('9', { ...billmanager.module('7'), id: '9' });
  expect(await suitableModule(ctx, '10', new Set())).toBe('7');
  expect(await suitableModule(ctx, '10', new Set(['7']))).toBe('9');
  expect(await suitableModule(ctx, '10', new Set(['7', '9']))).toBeNull();
});

test('no module serves a tariff without a preset', async () => {
  const { ctx } = aWorld();
  expect(await suitableModule(ctx, '30', new Set())).toBeNull();
});

import { expect, test } from 'vitest';
import { suitableModules } from '../../../src/operations/queries/suitable-module.ts';
import { aWorld } from '../../support/a-world.ts';

test('all modules of ours that serve the tariff, but for those to skip', async () => {
  const { ctx, billmanager } = aWorld();
  billmanager.modules.set('9', { ...billmanager.module('7'), id: '9' });
  expect(await suitableModules(ctx, '10', [])).toEqual(['7', '9']);
  expect(await suitableModules(ctx, '10', ['7'])).toEqual(['9']);
  expect(await suitableModules(ctx, '10', ['7', '9'])).toEqual([]);
});

test('of a group of panels, as long as it has one more', async () => {
  const { ctx } = aWorld();
  const all = [
    { id: '7', group: '3' },
    { id: '8', group: '' },
    { id: '9', group: '3' },
  ];
  const grouped = { ...ctx, billmanager: { ...ctx.billmanager, suitableModules: async () => all } };
  expect(await suitableModules(grouped, '10', ['7'])).toEqual(['9']);
  expect(await suitableModules(grouped, '10', ['7', '9'])).toEqual(['8']);
  expect(await suitableModules(grouped, '10', ['8'])).toEqual(['7', '9']);
});

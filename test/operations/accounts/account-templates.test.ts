import { expect, test } from 'vitest';
import { panelTemplates } from '../../../src/operations/accounts/account-templates.ts';
import { aWorld } from '../../support/a-world.ts';

test('templates of the named modules, or of all of our program’s, each once and in order', async () => {
  const { ctx, panel, script } = aWorld();
  panel.templates.set('big', new Map());
  expect(await panelTemplates(ctx, ['8', '8'])).toEqual(['big', 'ftp', 'web']);
  script.requests.length = 0;
  expect(await panelTemplates(ctx, [])).toEqual(['big', 'ftp', 'web']);
  // the module of the licenses has no panel
  expect(script.requests).toEqual(['preset']);
});

test('a panel that cannot be asked leaves the others’, and the log says why', async () => {
  const { ctx, script, log } = aWorld();
  script.wire('preset', 'refused');
  expect(await panelTemplates(ctx, ['8', '8'])).toEqual(['ftp', 'web']);
  expect(log.join()).toContain('templates of processing module 8');
});

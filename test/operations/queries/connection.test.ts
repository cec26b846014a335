import { expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { checkConnection } from '../../../src/operations/queries/connection.ts';
import { aWorld } from '../../support/a-world.ts';

const SETTINGS = { url: 'https://vendor.example', username: 'u', password: 'p', params: new Map() };

test('credentials are tried by a harmless read, and nothing else', async () => {
  const { ctx, script } = aWorld();
  await checkConnection(ctx, SETTINGS);
  expect(script.requests).toEqual(['login']);
});

test('a refusal is told', async () => {
  const { ctx, lies } = aWorld();
  lies.vendor.checkLogin = async () => {
    throw new Fault('upstream_auth');
  };
  await expect(checkConnection(ctx, SETTINGS)).rejects.toMatchObject({ type: 'upstream_auth' });
});

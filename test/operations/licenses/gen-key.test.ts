import { describe, expect, test } from 'vitest';
import { genKey } from '../../../src/operations/licenses/gen-key.ts';
import { aWorld, TODAY } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, license } = await opened(world);
  return { ...world, service, license, old: license.lickey, call: world.asked(service, 'gen_key') };
}

describe('a new key', () => {
  test('is made and saved on the service', async () => {
    const { ctx, service, license, old, call } = await active();
    await genKey(ctx, call);
    expect(license.lickey).not.toBe(old);
    expect(service.params.get('lickey')).toBe(license.lickey);
  });

  test('is made once, when the process was killed while it was asked for', async () => {
    const { ctx, service, license, script, killed, restart, call } = await active();
    script.wire('newkey', 'killed');
    await killed(() => genKey(ctx, call));
    const again = restart();
    await genKey(again, call);
    expect(script.requests.filter(each => each === 'newkey')).toHaveLength(1);
    expect(service.params.get('lickey')).toBe(license.lickey);
  });

  test('is made by the next attempt, when the request never arrived', async () => {
    const { ctx, license, script, restart, old, call } = await active();
    script.wire('newkey', 'lost');
    await expect(genKey(ctx, call)).rejects.toMatchObject({ kind: 'unknown' });
    expect(license.lickey).toBe(old);
    await genKey(restart(), call);
    expect(license.lickey).not.toBe(old);
  });

  test('is never written down in the journal, neither the old nor the new one', async () => {
    const { ctx, license, old, call } = await active();
    await genKey(ctx, call);
    const [row] = await ctx.journal.operations({ command: 'gen_key' });
    const written = JSON.stringify([row, await ctx.journal.steps(row?.id ?? 0)]);
    expect(written).toContain('"newkey"');
    expect(written).not.toContain(old);
    expect(written).not.toContain(license.lickey);
  });

  test('is saved again, not made again, when a finished call is repeated', async () => {
    const { ctx, service, license, call } = await active();
    await genKey(ctx, call);
    const { lickey } = license;
    service.params.set('lickey', old(service));
    await genKey(ctx, call);
    expect(license.lickey).toBe(lickey);
    expect(service.params.get('lickey')).toBe(lickey);
  });

  test('within a month of the last one is told as the lock, with its day', async () => {
    const { ctx, license, call } = await active();
    license.lickeyChangeDate = TODAY;
    await expect(genKey(ctx, call)).rejects.toMatchObject({
      type: 'key_locked',
      object: license.id,
      value: '2027-04-10',
    });
  });

  test('is not to be had where the type or the dialect has none', async () => {
    const { ctx, vendor, script, order, asked, call } = await active();
    await expect(
      genKey(ctx, asked(order({ itemtype: 'addition' }), 'gen_key')),
    ).rejects.toMatchObject({ type: 'not_sold_here' });
    vendor.abilities = { ...vendor.abilities, newKey: false };
    await expect(genKey(ctx, call)).rejects.toMatchObject({ type: 'not_sold_here' });
    expect(script.requests).not.toContain('newkey');
  });

  test('is not made for somebody else’s license', async () => {
    const { ctx, license, old, call } = await active();
    license.remoteid = '999';
    await expect(genKey(ctx, call)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.lickey).toBe(old);
  });
});

const old = (service: { id: string }): string => `KEY-OF-${service.id}`;

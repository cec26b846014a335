import { describe, expect, test } from 'vitest';
import { open } from '../../../../src/operations/licenses/open.ts';
import { isRefusal } from '../../../../src/operations/licenses/opening/let-go.ts';
import { TODAY } from '../../../support/a-world.ts';
import { released } from '../../../support/released.ts';
import { MARK, orderedFor } from '../../../support/remoteid.ts';

describe('a released license that turns out not to serve', () => {
  test('is given back where it cannot be renewed, and another one is bought', async () => {
    const world = await released({ expiredate: TODAY, unrenewable: true });
    const { ctx, license, service, script, charges, prepare } = world;
    await expect(prepare()).rejects.toMatchObject({ type: 'charge_in_doubt' });
    await ctx.clock.sleep(60_000);
    script.wire('change', 'killed');
    await world.killed(() => prepare());
    const again = world.restart();
    const own = await prepare(again);
    expect(own.license.id).not.toBe(license.id);
    expect(own.license).toMatchObject({ ip: '192.0.2.7', remoteid: orderedFor(service.id) });
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(license).toMatchObject({
      status: 'suspended',
      remoteid: `${MARK}-free-${service.id}`,
      licname: `released ${service.id}`,
    });
    expect(await again.journal.licenses({ state: 'released' })).toMatchObject([
      { licenseId: license.id },
    ]);
  });

  test('is given back also where an earlier renewal was not answered, and left no trace', async () => {
    const world = await released({ expiredate: TODAY, unrenewable: true });
    const { ctx, license, service, script, charges, prepare } = world;
    script.wire('prolong', 'lost');
    await expect(prepare()).rejects.toMatchObject({ type: 'upstream_answer_lost' });
    await ctx.clock.sleep(6 * 60_000);
    await expect(prepare()).rejects.toMatchObject({ type: 'charge_in_doubt' });
    await ctx.clock.sleep(30 * 60_000);
    const own = await prepare();
    expect(own.license.id).not.toBe(license.id);
    expect(charges).toEqual([`order for ${service.id}`]);
    const [operation] = await ctx.journal.operations({ item: service.id, limit: 1 });
    const steps = await ctx.journal.steps(operation?.id ?? 0);
    expect(steps.map(({ name }) => name)).not.toContain('prolong 1');
  });

  test('is not tried again for the same period', async () => {
    const world = await released({ expiredate: TODAY, unrenewable: true });
    const { ctx, license, prepare, order, script } = world;
    await expect(prepare()).rejects.toMatchObject({ type: 'charge_in_doubt' });
    await ctx.clock.sleep(60_000);
    await prepare();
    license.ipChangeDate = null;
    script.requests.length = 0;
    await open(ctx, world.asked(order({ ip: '192.0.2.8' }), 'open'));
    expect(script.requests).not.toContain('prolong');
  });

  test('because somebody puts it to use before it is bound is left to them', async () => {
    const { ctx, vendor, license, service, charges, lies, prepare } = await released();
    let reads = 0;
    lies.vendor.read = async (_, id) => {
      reads += 1;
      if (reads === 2) license.remoteid = 'in use';
      return vendor.read(id);
    };
    const own = await prepare();
    expect(own.license.id).not.toBe(license.id);
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(license).toMatchObject({ remoteid: 'in use', status: 'suspended', ip: '192.0.2.9' });
    expect(await ctx.journal.licenses({ licenseIds: [license.id] })).toMatchObject([
      { state: 'ended' },
    ]);
  });

  test.each([
    ['upstream_value', true],
    // these go away: it is waited for
    ['upstream_money', false],
    ['upstream_auth', false],
  ] as const)('is no more tried after %s: %s', (type, isRefused) => {
    expect(isRefusal(type)).toBe(isRefused);
  });
});

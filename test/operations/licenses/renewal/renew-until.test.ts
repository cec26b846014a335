import { describe, expect, test } from 'vitest';
import type { IsoDate } from '../../../../src/base/dates.ts';
import { Fault } from '../../../../src/base/fault.ts';
import { renewUntil } from '../../../../src/operations/licenses/renewal/renew-until.ts';
import { aWorld, day, type WorldOptions } from '../../../support/a-world.ts';
import { opened, ownOf, runOf, targetFor } from '../../../support/service.ts';

/** A license until 10 April, in the middle of a renewal; `renew` takes it further. */
async function renewing(options: WorldOptions = {}) {
  const world = aWorld(options);
  const { service, license } = await opened(world);
  const renew = async (until: string, ctx = world.ctx, end: IsoDate | null = null) => {
    const target = await targetFor(ctx, service);
    const own = await ownOf(ctx, target);
    const run = await runOf(ctx, target, 'prolong');
    const enough = (reached: IsoDate | null) => reached === null || reached >= until;
    return renewUntil(run, own, end ?? license.expiredate, { period: '1', enough });
  };
  return { ...world, service, license, renew };
}

describe('a license is renewed', () => {
  test('term by term, as far as it must and no further', async () => {
    const { license, charges, renew } = await renewing();
    expect(await renew('2027-06-10')).toBe('2027-06-10');
    expect(license.expiredate).toBe('2027-06-10');
    expect(charges).toEqual([
      `prolong ${license.id} beyond 2027-04-10`,
      `prolong ${license.id} beyond 2027-05-10`,
    ]);
  });

  test('not at all where it reaches so far already', async () => {
    const { charges, renew } = await renewing();
    expect(await renew('2027-04-10')).toBe('2027-04-10');
    expect(charges).toEqual([]);
  });

  test.each(['unanswered', 'garbled'] as const)(
    'once, when the answer is %s: the date tells that it happened',
    async fate => {
      const { charges, script, renew } = await renewing();
      script.wire('prolong', fate);
      expect(await renew('2027-05-10')).toBe('2027-05-10');
      expect(charges).toHaveLength(1);
    },
  );

  test('once, when the process is killed while it is on its way', async () => {
    const { charges, script, killed, restart, renew } = await renewing();
    script.wire('prolong', 'killed');
    await killed(() => renew('2027-05-10'));
    expect(await renew('2027-05-10', restart(), day('2027-04-10'))).toBe('2027-05-10');
    expect(charges).toHaveLength(1);
  });

  test('beside the steps of the license that it had before, whose outcome is not its own', async () => {
    const { ctx, service, charges, renew } = await renewing();
    const run = await runOf(ctx, await targetFor(ctx, service), 'prolong');
    const before = { license: '9', period: '1', before: '2027-01-10' };
    await ctx.journal.intend(run.row.id, 'prolong 1', before);
    expect(await renew('2027-05-10')).toBe('2027-05-10');
    expect(charges).toHaveLength(1);
    expect(await ctx.journal.steps(run.row.id)).toMatchObject([
      { name: 'prolong 1', intent: before, result: null },
      { name: expect.stringMatching(/^prolong 1 of \d+$/), result: { expiredate: '2027-05-10' } },
    ]);
  });

  test('by the next attempt, when a lost request certainly did nothing', async () => {
    const { charges, script, restart, renew, timeline } = await renewing();
    script.wire('prolong', 'lost');
    await expect(renew('2027-05-10')).rejects.toMatchObject({ kind: 'unknown' });
    expect(charges).toEqual([]);
    await timeline.pause(5 * 60_000);
    expect(await renew('2027-05-10', restart())).toBe('2027-05-10');
    expect(charges).toHaveLength(1);
  });

  test('until the date that is read, where the answer does not tell it', async () => {
    const { charges, renew } = await renewing({ settings: { tellsEnd: false } });
    expect(await renew('2027-06-10')).toBe('2027-06-10');
    expect(charges).toHaveLength(2);
  });

  test('never a second time, when what was accepted moved no date: that is for a person', async () => {
    const { license, lies, restart, renew } = await renewing();
    let sent = 0;
    lies.vendor.prolong = async () => {
      sent += 1;
      return { expiredate: null };
    };
    const failure = { type: 'license_not_renewing', object: license.id };
    await expect(renew('2027-05-10')).rejects.toMatchObject(failure);
    await expect(renew('2027-05-10', restart())).rejects.toMatchObject(failure);
    expect(sent).toBe(1);
  });

  test('no more when it is somebody else’s by then', async () => {
    const { license, charges, script, killed, restart, renew } = await renewing();
    script.wire('prolong', 'killed');
    await killed(() => renew('2027-06-10'));
    license.remoteid = '999';
    await expect(renew('2027-06-10', restart())).rejects.toMatchObject({ type: 'license_foreign' });
    expect(charges).toHaveLength(1);
  });
});

describe('what a renewal may cost', () => {
  const LIMITS = '[preset 3541]\nmax_cost = 4.50\n';

  test('no term is bought above max_cost, nor above max_cost.renewal where that is said', async () => {
    const refused = await renewing({ conf: LIMITS.replace('4.50', '10\nmax_cost.renewal = 4.50') });
    await expect(refused.renew('2027-05-10')).rejects.toMatchObject({
      type: 'price_above_max',
      value: '5.00 EUR',
    });
    expect(refused.charges).toEqual([]);
    const bought = await renewing({ conf: '[preset 3541]\nmax_cost.renewal = 5\n' });
    expect(await bought.renew('2027-05-10')).toBe('2027-05-10');
  });

  test('is asked once for all its terms, and never for one without a limit', async () => {
    const one = await renewing();
    await one.renew('2027-05-10');
    expect(one.script.requests).not.toContain('pricelist');
    const three = await renewing();
    await three.renew('2027-07-10');
    expect(three.charges).toHaveLength(3);
    expect(three.script.requests.filter(each => each === 'pricelist')).toHaveLength(1);
  });

  test('and what it cost is noted with plan and terms, as an estimate', async () => {
    const { ctx, renew } = await renewing();
    await renew('2027-06-10');
    const [row] = await ctx.journal.operations({ limit: 1 });
    expect(row?.facts['costs']).toBe('2 x 5.00 EUR');
    const cost = { amount: '5.00', currency: 'EUR', isEstimated: true };
    expect(await ctx.journal.steps(row?.id ?? 0)).toMatchObject([{ cost }, { cost }]);
  });

  test('waits for no price list that cannot be read, where nothing is limited', async () => {
    const { lies, charges, renew } = await renewing();
    lies.vendor.priceList = async () => {
      throw new Fault('upstream_unreachable');
    };
    await renew('2027-06-10');
    expect(charges).toHaveLength(2);
  });
});

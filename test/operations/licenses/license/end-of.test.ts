import { describe, expect, test } from 'vitest';
import { endOf } from '../../../../src/operations/licenses/license/end-of.ts';
import type { EndDate } from '../../../../src/vendor/vendor.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

/** The end of a license, as the vendor's answer tells it, for a service of this period. */
async function end(
  expiredate: EndDate,
  {
    told,
    ordered,
    client = 1,
    dialect = 'current' as 'current' | 'classic',
  }: {
    readonly told: number | null;
    readonly ordered: string;
    readonly client?: number;
    readonly dialect?: 'current' | 'classic';
  },
) {
  const { ctx, vendor, order, sold, lies } = aWorld({ conf: '[preset 3541]\nperiod.0 = 88\n' });
  lies.vendor.dialect = dialect;
  const target = await targetFor(ctx, order({ period: client }));
  const license = vendor.read(sold().id);
  if (license === null) throw new Error('there is no license');
  const ledger = { preset: '3541', period: ordered };
  return endOf(ctx, target, ledger, { ...license, expiredate, period: told });
}

const UNREAD = { type: 'upstream_answer_bad', kind: 'passing' };

describe('the end of a license', () => {
  test('is the date that the vendor tells; none is a lifetime', async () => {
    expect(await end(day('2027-04-10'), { told: 1, ordered: '1' })).toBe('2027-04-10');
    expect(await end(null, { told: 0, ordered: '0' })).toBeNull();
  });

  test('that is missing is no lifetime', async () => {
    await expect(end({ unread: '' }, { told: 1, ordered: '1' })).rejects.toMatchObject(UNREAD);
    await expect(end({ unread: '' }, { told: null, ordered: '1' })).rejects.toMatchObject(UNREAD);
  });

  test('that cannot be read is none, not even of a lifetime', async () => {
    await expect(end({ unread: 'soon' }, { told: 0, ordered: '0' })).rejects.toMatchObject(UNREAD);
    await expect(end({ unread: 'soon' }, { told: null, ordered: '0' })).rejects.toMatchObject(
      UNREAD,
    );
  });

  test('is told by what it was bought for, where the answer tells neither date nor period', async () => {
    expect(await end({ unread: '' }, { told: null, ordered: '0' })).toBeNull();
    expect(await end({ unread: '' }, { told: null, ordered: '1', client: 0 })).toBeNull();
  });

  test('is told by the conf’s period id for a lifetime, in the oldest dialect', async () => {
    const classic = { told: null, dialect: 'classic' as const };
    expect(await end({ unread: '' }, { ...classic, ordered: '88' })).toBeNull();
    await expect(end({ unread: '' }, { ...classic, ordered: '0' })).rejects.toMatchObject(UNREAD);
  });
});

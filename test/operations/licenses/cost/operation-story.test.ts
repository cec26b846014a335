import { expect, test } from 'vitest';
import { open } from '../../../../src/operations/licenses/open.ts';
import { prolong } from '../../../../src/operations/licenses/prolong.ts';
import { suspend } from '../../../../src/operations/licenses/suspend.ts';
import { aWorld, type WorldOptions } from '../../../support/a-world.ts';

/** The log's lines on ended operations: an opening, a renewal and a suspension. */
async function storyOf(options: WorldOptions, wish = {}): Promise<readonly string[]> {
  const world = aWorld(options);
  const { ctx, order, asked, billmanager, log } = world;
  const service = order(wish);
  await open(ctx, asked(service, 'open'));
  billmanager.moveEnd(service);
  await prolong(ctx, asked(service, 'prolong'));
  await suspend(ctx, asked(service, 'suspend'));
  return log.filter(line => / done/.test(line));
}

test('what was bought is told with its price and how long it lasts', async () => {
  expect(await storyOf({}, { ip: '192.0.2.10' })).toEqual([
    'operation 1: open of service 1001 done: license 101 (3541 Lite, 192.0.2.10), 1 month for 5.00 EUR, until 2027-04-10',
    'operation 2: prolong of service 1001 done: license 101, 1 month for 5.00 EUR, until 2027-05-10',
    'operation 3: suspend of service 1001 done: license 101',
  ]);
});

test('of a longer period than the vendor’s, how many terms', async () => {
  const [first, second] = await storyOf({ conf: '[preset 3541]\nperiod.12 = 1\n' }, { period: 12 });
  expect(first).toContain('12 terms of 1 month for 60.00 EUR, until 2028-03-10');
  expect(second).toContain('12 terms of 1 month for 60.00 EUR, until 2029-03-10');
});

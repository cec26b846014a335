import { expect, test } from 'vitest';
import { planCsv } from '../../../../src/entrypoints/admin/plan/plan-csv.ts';
import type { Difference } from '../../../../src/reconcile/plan/difference.ts';
import { aWorld } from '../../../support/a-world.ts';
import { MARK } from '../../../support/remoteid.ts';
import { targetFor } from '../../../support/service.ts';

const world = aWorld();
const { vendor } = await targetFor(world.ctx, world.order());
const pass = { vendor, account: 'https://vendor.example reseller', modules: ['7'], mark: MARK };

const name = (here: string, there = 'shop'): Difference => ({
  ...({ kind: 'name', itemtype: 'soft', module: '7', item: '117', license: '501' } as const),
  ...{ here, there, monthly: { amount: '5.00', currency: 'EUR' }, action: null, from: null },
});

const linesOf = (...differences: readonly Difference[]): readonly string[] =>
  planCsv({
    accounts: [{ pass, licenses: 1, differences, foreign: [] }],
    unused: [{ ...name('', 'former'), kind: 'account_unused', monthly: null }],
    troubles: [],
  }).split('\r\n');

test('a plan is a header and a line for each difference', () => {
  expect(linesOf(name('market'))).toEqual([
    'account,kind,itemtype,module,service,license,here,there,monthly,currency,from',
    'https://vendor.example reseller,name,soft,7,117,501,market,shop,5.00,EUR,',
    'former,account_unused,soft,7,117,501,,former,,,',
    '',
  ]);
});

test.each([
  ['a, "b"', '"a, ""b"""'],
  ['=HYPERLINK(0)', "'=HYPERLINK(0)"],
  ['-cmd', "'-cmd"],
  ['-5', '-5'],
  ['two\nlines', 'two lines'],
])('a cell %j is written %j', (text, cell) => {
  expect(linesOf(name(text))[1]).toContain(`,501,${cell},shop,`);
});

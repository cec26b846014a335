import { expect, test } from 'vitest';
import type { CliContext } from '../../../../src/entrypoints/admin/command.ts';
import { planJson, writePlan } from '../../../../src/entrypoints/admin/plan/plan-tables.ts';
import type { Difference } from '../../../../src/reconcile/plan/difference.ts';
import type { Plan } from '../../../../src/reconcile/plan/make-plan.ts';
import { aWorld } from '../../../support/a-world.ts';
import { MARK } from '../../../support/remoteid.ts';
import { targetFor } from '../../../support/service.ts';

const world = aWorld();

const difference = (change: Partial<Difference>): Difference => ({
  kind: 'orphan',
  itemtype: 'soft',
  module: '7',
  item: '117',
  license: '501',
  here: 'deleted',
  there: 'active',
  monthly: { amount: '5.00', currency: 'EUR' },
  action: null,
  from: null,
  ...change,
});

const { vendor } = await targetFor(world.ctx, world.order());
const pass = { vendor, account: 'https://vendor.example reseller', modules: ['7'], mark: MARK };

const planOf = (...differences: readonly Difference[]): Plan => ({
  accounts: [{ pass, licenses: 9, differences, foreign: [] }],
  unused: [
    difference({ kind: 'account_unused', there: 'https://former.example reseller', monthly: null }),
  ],
  troubles: [],
});

function written(plan: Plan, language: 'en' | 'ru' = 'en'): string {
  let text = '';
  const screen = {
    columns: 80,
    styled: false,
    write(part: string) {
      text += part;
    },
  };
  const ctx: CliContext = {
    root: '/',
    language,
    stdout: screen,
    stderr: screen,
    now: () => new Date(0),
  };
  writePlan(plan, false, ctx);
  return text;
}

test('each kind is a table with its sum by currency, and what settles it', () => {
  const text = written(
    planOf(
      difference({}),
      difference({ license: '502', monthly: { amount: '0.50', currency: 'EUR' } }),
      difference({ license: '503', monthly: { amount: '90.00', currency: 'RUB' } }),
      difference({ kind: 'ends_before', here: '2027-04-10', there: '2027-04-01', monthly: null }),
    ),
  );
  expect(text).toMatch(
    /^Licenses of ours whose service is gone or closed: 3, 5\.50 EUR a month, 90\.00 RUB a month\n/,
  );
  expect(text).toContain('service  license  type  BILLmanager  vendor  a month');
  expect(text).toContain('-> cpbillmgr apply --kind orphan deletes them at the vendor');
  expect(text).toContain(
    'licenses: 9, differences: 4, at stake a month: 5.50 EUR, 90.00 RUB, of others: 0\n',
  );
  expect(text).toMatch(/^117 +501 +soft +deleted +https:\/\/former.example reseller$/m);
  expect(text.split('\n').every(line => line.length <= 120)).toBe(true);
});

test('what nothing tells has no column', () => {
  const text = written(
    planOf(difference({ kind: 'bought_by_hand', item: '', here: '', there: '' })),
  );
  expect(text).toContain('license  type  a month\n');
});

test('in Russian as well, and for programs', () => {
  const plan = planOf(difference({}));
  expect(written(plan, 'ru')).toContain('Наши лицензии, чьей услуги нет или она закрыта: 1');
  expect(planJson(plan, false)).toMatchObject({
    accounts: [{ differences: [{ kind: 'orphan', service: '117', monthly: '5.00' }], foreign: 0 }],
    unused: [{ kind: 'account_unused', there: 'https://former.example reseller' }],
  });
});

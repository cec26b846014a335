import { expect, test } from 'vitest';
import { nextSteps } from '../../../../src/entrypoints/admin/adopt/next-steps.ts';
import type { Effect, PlanRow } from '../../../../src/operations/adopt/adoption.ts';

const row = (item: string, from: string, effect: Effect): PlanRow => ({
  ...{ item, from, kind: 'account', id: `site${item}`, line: null, verdict: 'switch' },
  ...{ reasons: [], effects: [effect], itemtype: 'vhost', module: '2', isForeign: false },
  ...{ tariff: '', name: '', ip: '' },
});

test('what was prepared is one statement, and a line for each task that still stands', () => {
  const rows = [row('117', '5', 'switch'), row('118', '6', 'switch'), row('119', '5', 'in_task')];
  const text = nextSteps(rows, { name: 'Our panel', language: 'en' });
  expect(text).toContain(
    '  UPDATE item SET processingmodule = 2 WHERE processingmodule IN (5, 6) AND id IN (117, 118);\n',
  );
  expect(text).toContain('"Our panel"');
  expect(text).toContain('  119: site119\n');
});

test('without open services there is no statement', () => {
  const text = nextSteps([row('119', '5', 'in_task')], { name: 'Our panel', language: 'ru' });
  expect(text).not.toContain('UPDATE');
});

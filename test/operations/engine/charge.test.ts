import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import { chargeOf, outcomeOf } from '../../../src/operations/engine/charge.ts';

test.each([
  ['order', {}, 1, 'later'],
  ['prolong 3', {}, 5, 'later'],
  ['tariff', {}, 5, 'now'],
  ['change 1', { 'addon.4602': '3' }, 5, 'now'],
])('%s charges, and may be repeated', (name, intent, repetitions, refusal) => {
  const rule = chargeOf(name, intent);
  expect([rule?.gaps.length, rule?.refusal]).toEqual([repetitions, refusal]);
});

test.each(['bind', 'suspend', 'resume', 'change 1', 'remoteid'])('%s charges nothing', name => {
  expect(chargeOf(name, { ip: '192.0.2.7' })).toBeNull();
});

describe('what a fault says of a request that charges', () => {
  test.each<[FaultType, string]>([
    ['upstream_unreachable', 'unsent'],
    ['upstream_certificate', 'unsent'],
    ['maintenance', 'unsent'],
    ['upstream_auth', 'denied'],
    ['not_sold_here', 'denied'],
    ['upstream_money', 'refused'],
    ['upstream_value', 'refused'],
    ['upstream_refused', 'refused'],
    ['upstream_busy', 'refused'],
    ['license_gone', 'refused'],
    ['upstream_answer_lost', 'unknown'],
    ['upstream_answer_bad', 'unknown'],
    ['internal', 'unknown'],
  ])('%s: %s', (type, outcome) => {
    expect(outcomeOf(new Fault(type))).toBe(outcome);
  });

  test('the vendor’s own words count, whatever they were put into', () => {
    const cause = new Fault('upstream_auth');
    expect(outcomeOf(new Fault('period_unsold', { cause }))).toBe('denied');
    const failure = new Fault('upstream_refused', { kind: 'unknown' });
    expect(outcomeOf(new Fault('license_gone', { cause: failure }))).toBe('unknown');
  });
});

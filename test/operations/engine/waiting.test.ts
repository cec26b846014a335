import { describe, expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import type { OperationRow } from '../../../src/journal/records.ts';
import { isTimeUp, waitingFacts, waitingOf } from '../../../src/operations/engine/waiting.ts';

const clockAt = (hours: number, boot = 'first', wall = 0) => ({
  now: () => new Date(wall),
  boot: () => ({ boot, uptimeMs: hours * 3_600_000 }),
  sleep: async () => {},
});

const facts = (type: FaultType, before: OperationRow['outcome'] = null, hours = 0) =>
  waitingFacts({ clock: clockAt(hours), conf: { fingerprint: 'one' } }, new Fault(type), {
    outcome: before,
  });

const row = (outcome: OperationRow['outcome'], state: OperationRow['state'] = 'open') =>
  waitingOf({ state, outcome } as OperationRow);

describe('an operation waits', () => {
  test.each([
    ['upstream_money', 'money'],
    ['upstream_auth', 'login'],
    ['upstream_access', 'access'],
    ['preset_unknown', 'conf'],
    ['price_above_max', 'price'],
  ] as const)('after %s for the %s', (type, condition) => {
    expect(row(facts(type))).toEqual({
      condition,
      tries: 1,
      triedAt: { boot: 'first', uptimeMs: 0 },
      conf: 'one',
    });
  });

  test.each(['upstream_refused', 'upstream_unreachable', 'license_gone'] as const)(
    'for nothing after %s',
    type => {
      expect(facts(type)).toEqual({});
    },
  );

  test('counting the attempts that end on the same kind', () => {
    const first = facts('upstream_money');
    expect(facts('upstream_money', first)).toMatchObject({ tries: 2 });
    expect(facts('upstream_auth', first)).toMatchObject({ tries: 1 });
  });

  test('not where BILLmanager was told that it is accepted', () => {
    expect(row(facts('upstream_money'), 'waiting')).toBeNull();
  });
});

describe('its time is up', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 16],
    [6, 24],
    [30, 24],
  ])('after %i attempts %i hours later, whatever the wall clock says', (tries, hours) => {
    const triedAt = { boot: 'first', uptimeMs: 0 };
    expect(isTimeUp({ tries, triedAt }, clockAt(hours, 'first', -1e12))).toBe(true);
    expect(isTimeUp({ tries, triedAt }, clockAt(hours - 0.01, 'first', 4e12))).toBe(false);
  });

  test('counted from the start of the machine after another one', () => {
    const waiting = { tries: 2, triedAt: { boot: 'first', uptimeMs: 9e9 } };
    expect(isTimeUp(waiting, clockAt(1, 'second'))).toBe(false);
    expect(isTimeUp(waiting, clockAt(2, 'second'))).toBe(true);
  });
});

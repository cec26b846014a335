import { describe, expect, it } from 'vitest';
import { faultText } from '../../src/base/fault.ts';
import type { AnswerError } from '../../src/manager-api/answer-error.ts';
import { upstreamFault } from '../../src/manager-api/errors.ts';

const answer = (type: string, details: Partial<AnswerError> = {}): AnswerError => ({
  type,
  object: '',
  value: '',
  message: '',
  params: new Map(),
  ...details,
});

describe('an error document of the upstream', () => {
  it.each([
    ['auth', 'upstream_auth'],
    ['badpassword', 'upstream_auth'],
    ['bad_password', 'upstream_auth'],
    ['session_expired', 'upstream_auth'],
    ['access', 'upstream_access'],
    ['access_denied', 'upstream_access'],
    ['missed', 'upstream_missed'],
    ['value', 'upstream_value'],
    ['money', 'upstream_money'],
    ['balance', 'upstream_money'],
    ['no_money', 'upstream_money'],
    ['notenoughmoney', 'upstream_money'],
    ['notenough', 'upstream_money'],
    ['not_enough_funds', 'upstream_money'],
    ['credit', 'upstream_money'],
    ['exists', 'upstream_refused'],
    ['limit', 'upstream_refused'],
    ['license', 'upstream_refused'],
    ['unknown', 'upstream_refused'],
    ['something_new', 'upstream_refused'],
    ['dbl_order', 'upstream_refused'],
  ])('of type %s is %s, final for reads and acts', (type, faultType) => {
    for (const kind of ['read', 'act'] as const) {
      expect(upstreamFault(answer(type), 'soft.edit', kind)).toMatchObject({
        type: faultType,
        kind: 'final',
      });
    }
  });

  it.each([
    'client',
    'db',
    'DB',
    'db_error',
    'lock',
    'locked',
    'busy',
    'timeout',
    'internal',
    'internal_error',
    'exec_timeout',
  ])('of type %s speaks of a failure: unknown for an act, passing for a read', type => {
    expect(upstreamFault(answer(type), 'f', 'act')).toMatchObject({
      type: 'upstream_refused',
      kind: 'unknown',
    });
    expect(upstreamFault(answer(type), 'f', 'read')).toMatchObject({
      type: 'upstream_refused',
      kind: 'passing',
    });
  });

  it.each([
    answer('too_many_requests'),
    answer('flood'),
    answer('limit', { message: 'Too many requests, try again later' }),
    answer('limit', { message: 'Слишком много запросов' }),
    answer('something_new', { message: 'API rate limit exceeded' }),
  ])('that asks to slow down is passing: $type $message', error => {
    expect(upstreamFault(error, 'f', 'act')).toMatchObject({
      type: 'upstream_busy',
      kind: 'passing',
    });
  });

  it('for want of money tells what the account has', () => {
    const params = new Map([
      ['have', '1.00'],
      ['limit', '5.00'],
      ['desc', 'x'],
      ['reserved', '0.50'],
    ]);
    const refusal = { ...answer('not_enough_money', { message: 'Not enough money' }), params };
    expect(upstreamFault(refusal, 'soft.order.param', 'act')).toMatchObject({
      type: 'upstream_money',
      kind: 'final',
      value: 'Not enough money (have 1.00, reserved 0.50, limit 5.00)',
    });
  });

  it('about a function that is missed is no missing object, and nothing was carried out', () => {
    for (const kind of ['read', 'act'] as const) {
      const refusal = answer('missed', { object: 'func', value: 'soft.order.param' });
      expect(upstreamFault(refusal, 'soft.order.param', kind)).toMatchObject({
        type: 'not_sold_here',
        kind: 'final',
        object: 'soft.order.param',
      });
    }
    expect(
      upstreamFault(answer('missed', { object: 'elid', value: '7' }), 'soft.edit', 'read'),
    ).toMatchObject({
      type: 'upstream_missed',
      object: 'elid',
      value: '7',
    });
  });

  it('about a value names the field', () => {
    const fault = upstreamFault(
      answer('value', { object: 'ip', value: '1.2.3.x', message: 'Bad address' }),
      'soft.edit',
      'act',
    );
    expect(fault).toMatchObject({ object: 'ip', value: '1.2.3.x' });
    expect(faultText(fault, 'en')).toContain('"1.2.3.x" of the field "ip"');
    expect(fault.detail).toContain('Bad address');
  });

  it('keeps its type and text where it is not known', () => {
    const fault = upstreamFault(
      answer('moon_phase', { object: 'moon', message: 'Wait for the full moon' }),
      'soft.edit',
      'act',
    );
    expect(fault).toMatchObject({
      object: 'soft.edit',
      value: 'Wait for the full moon (moon_phase)',
    });
    expect(fault.error).toMatchObject({
      type: 'moon_phase',
      object: 'moon',
      message: 'Wait for the full moon',
    });
  });

  it('has its texts bounded and on one line', () => {
    const long = `a\u0000b\r\nc\u001b[31md\u2028e ${'x'.repeat(10_000)}`;
    const fault = upstreamFault(
      answer(long, { object: long, value: long, message: long, params: new Map([[long, long]]) }),
      'f',
      'act',
    );
    for (const shown of [
      fault.object,
      fault.value,
      fault.error.message,
      ...fault.error.params.values(),
    ]) {
      expect(shown.length).toBeLessThanOrEqual(300);
      expect(shown).not.toMatch(/[\p{Cc}\u2028]/u);
    }
    expect(fault.detail.length).toBeLessThan(1400);
  });

  it('about a secret field does not repeat its value', () => {
    const error = answer('value', {
      object: 'passwd',
      value: 'hunter22',
      message: 'hunter22 is too weak',
      params: new Map([
        ['passwd', 'hunter22'],
        ['x', 'hunter22'],
      ]),
    });
    const fault = upstreamFault(error, 'user.edit', 'act');
    expect(
      JSON.stringify([fault.message, fault.detail, fault, [...fault.error.params]]),
    ).not.toContain('hunter22');
  });
});

import { describe, expect, test } from 'vitest';
import { asksUsername, isUserName, namesFrom, userName } from '../../src/panel/account-names.ts';

const PARTS = { username: 'ann@example.com', domain: 'shop.example', id: '117', accountId: '42' };

describe('a user name template', () => {
  test.each([
    ['user@ID@', 'user117'],
    ['@USERNAME@', 'ann'],
    ['@DOMAIN@', 'shop.example'],
    ['a@ACCOUNT_ID@-@ID@', 'a42-117'],
    ['@username@_@id@', 'ann_117'],
    ['User@ID@', 'user117'],
    ['  user@ID@ ', 'user117'],
    ['', 'user117'],
    ['user@UNKNOWN@', null],
    ['@ID@', null],
    ['user @ID@', null],
    [`u${'x'.repeat(40)}`, null],
  ])('%j gives %j', (template, name) => {
    if (name !== null) expect(userName(template, PARTS)).toBe(name);
    else
      expect(() => userName(template, PARTS)).toThrow(
        expect.objectContaining({ type: 'account_name_bad' }),
      );
  });

  test('that comes out empty or too long names the template and the result', () => {
    expect(() => userName('@DOMAIN@', { ...PARTS, domain: '' })).toThrow(
      expect.objectContaining({ object: '@DOMAIN@', value: '', kind: 'final' }),
    );
    const domain = `${'a'.repeat(30)}.example`;
    expect(() => userName('@DOMAIN@', { ...PARTS, domain })).toThrow(
      expect.objectContaining({ value: domain }),
    );
  });

  test('asks for the client only where it names him', () => {
    expect([asksUsername('@USERNAME@'), asksUsername('user@ID@')]).toEqual([true, false]);
  });
});

describe('names that are taken', () => {
  test('are followed by the same with a number behind it', () => {
    expect([...namesFrom('user_665')].slice(0, 3)).toEqual(['user_665', 'user_6651', 'user_6652']);
  });

  test('end where they would be too long for the panel', () => {
    const longest = `u${'x'.repeat(30)}`;
    expect([...namesFrom(longest)]).toEqual([
      longest,
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => `${longest}${n}`),
    ]);
    expect([...namesFrom('user')].every(isUserName)).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import {
  asksClient,
  asksUsername,
  isUserName,
  namesFrom,
  userName,
} from '../../src/panel/account-names.ts';

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
    ['@ID@', '117'],
    ['1c-@ID@', '1c-117'],
    [`u${'x'.repeat(40)}`, `u${'x'.repeat(31)}`],
    [`u${'x'.repeat(40)}_@ID@`, `u${'x'.repeat(28)}117`],
    ['user@UNKNOWN@', null],
    ['user @ID@', null],
    ['-@ID@', null],
    ['имя@ID@', null],
  ])('%j gives %j', (template, name) => {
    if (name !== null) expect(userName(template, PARTS)).toBe(name);
    else
      expect(() => userName(template, PARTS)).toThrow(
        expect.objectContaining({ type: 'account_name_bad' }),
      );
  });

  test.each([
    ['1c-shop.example', '1c-shop.example'],
    ['Магазин.рф', 'xn--80aairftm.xn--p1ai'],
    ['SHOP.example', 'shop.example'],
    ['bad domain!', 'baddomain'],
    [`${'a'.repeat(44)}.example`, 'a'.repeat(32)],
    [`${'a'.repeat(31)}.example`, 'a'.repeat(31)],
  ])('writes the domain %j as %j', (domain, name) => {
    expect(userName('@DOMAIN@', { ...PARTS, domain })).toBe(name);
  });

  test.each([
    ['ivan+ftp@example.com', 'ivanftp'],
    ['.ann@example.com', 'ann'],
    ['Ann', 'ann'],
  ])('writes the client %j as %j', (username, name) => {
    expect(userName('@USERNAME@', { ...PARTS, username })).toBe(name);
  });

  test.each([
    ['@DOMAIN@', { domain: '' }],
    ['@USERNAME@', { username: 'иван@example.com' }],
  ])('%s that leaves nothing names the template and the result', (template, parts) => {
    expect(() => userName(template, { ...PARTS, ...parts })).toThrow(
      expect.objectContaining({ object: template, value: '', kind: 'final' }),
    );
  });

  test('asks for the client only where it names him', () => {
    expect([asksUsername('@USERNAME@'), asksUsername('user@ID@')]).toEqual([true, false]);
    expect(['@USERNAME@', 'a@account_id@', 'user@ID@'].map(asksClient)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('names that are taken', () => {
  test('are followed by the same with a number behind it', () => {
    expect([...namesFrom('user_665')].slice(0, 3)).toEqual(['user_665', 'user_6651', 'user_6652']);
  });

  test('are cut before it where they would be too long for the panel', () => {
    const longest = `u${'x'.repeat(31)}`;
    const names = [...namesFrom(longest)];
    expect(names.slice(0, 2)).toEqual([longest, `u${'x'.repeat(30)}1`]);
    expect(names[10]).toBe(`u${'x'.repeat(29)}10`);
    expect([...namesFrom(`${'x'.repeat(27)}12345`)][1]).toBe(`${'x'.repeat(26)}123451`);
    for (const base of [longest, 'user', `${'x'.repeat(27)}12345`]) {
      const all = [...namesFrom(base)];
      expect(all.every(isUserName)).toBe(true);
      expect(new Set(all).size).toBe(50);
    }
  });
});

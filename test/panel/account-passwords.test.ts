import { expect, test } from 'vitest';
import { newPassword } from '../../src/panel/account-passwords.ts';

test('passwords are long, of all kinds of characters, safe in shells and forms, and never the same', () => {
  const passwords = Array.from({ length: 2000 }, () => newPassword());
  expect(new Set(passwords).size).toBe(2000);
  for (const password of passwords) {
    expect(password).toMatch(/^[A-Za-z][A-Za-z0-9._-]{19}$/);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[._-]/]) expect(password).toMatch(kind);
    expect(password).not.toMatch(/[l1IO0]/);
  }
});

import { expect, test } from 'vitest';
import { isSecretName } from '../../src/base/secret-names.ts';

test.each([
  'password',
  'userpassword',
  'passwd',
  'Password',
  'password_confirm',
  'confirm',
  'lickey',
  'old_lickey',
  'key',
  'authinfo',
  'api_token',
  'client_secret',
])('what is called %s is secret', name => expect(isSecretName(name)).toBe(true));

test.each(['username', 'license_id', 'elid', 'confirmed', 'keyname', 'lickeeper', 'value', ''])(
  'what is called "%s" is not',
  name => expect(isSecretName(name)).toBe(false),
);

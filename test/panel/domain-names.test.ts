import { describe, expect, test } from 'vitest';
import { domainFrom, domainName } from '../../src/panel/domain-names.ts';

const PARTS = { username: 'Ivan.Petrov@mail.example', domain: '', id: '117', accountId: '5' };

describe('a domain', () => {
  test.each([
    ['Shop.Example', 'shop.example'],
    [' shop.example. ', 'shop.example'],
    ['Магазин.рф', 'xn--80aairftm.xn--p1ai'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['1c-shop.example', '1c-shop.example'],
  ])('"%s" is written as in the DNS: %s', (text, name) => expect(domainName(text)).toBe(name));

  test.each([
    '',
    'shop',
    'http://shop.example',
    'shop.example/index.php',
    'shop .example',
    '-shop.example',
    'shop..example',
    '192.0.2.1',
    'me@shop.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
  ])('"%s" is none', text => expect(domainName(text)).toBeNull());
});

describe('a domain template', () => {
  test.each([
    ['s@ID@.hosting.example', 's117.hosting.example'],
    ['@username@-@ACCOUNT_ID@.Hosting.example', 'ivan.petrov-5.hosting.example'],
  ])('%s gives %s', (template, name) => expect(domainFrom(template, PARTS)).toBe(name));

  test('that gives no domain is told with what it gives', () => {
    expect(() => domainFrom('s@ID@', PARTS)).toThrow(
      expect.objectContaining({ type: 'domain_bad', object: 's@ID@', value: 's117' }),
    );
  });
});

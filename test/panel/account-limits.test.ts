import { describe, expect, test } from 'vitest';
import { isLimited, limitsFrom, mergeLimits } from '../../src/panel/account-limits.ts';

const limitOf = (intname: string, amount: number, measure = 'unit') =>
  Object.fromEntries(limitsFrom([{ intname, amount, measure }]));

describe('a resource of the tariff', () => {
  test.each<[string, string]>([
    ['disc', 'limit_quota'],
    ['bandwidth', 'limit_traff'],
    ['webdomainlimit', 'limit_webdomains'],
    ['domainlimit', 'limit_domains'],
    ['maildomainlimit', 'limit_emaildomains'],
    ['databaselimit', 'limit_db'],
    ['emaillimit', 'limit_emails'],
    ['ftpuserlimit', 'limit_ftp_users'],
    ['cpuusage', 'limit_cpu'],
    ['mem', 'limit_memory'],
    ['limit_process', 'limit_process'],
  ])('%s becomes %s', (intname, limit) => {
    expect(limitOf(intname, 10)).toEqual({ [limit]: '10' });
  });

  test.each<[number, string, string]>([
    [5, 'gib', '5120'],
    [5, 'GB', '5120'],
    [1, 'Tb', '1048576'],
    [2048, 'kib', '2'],
    [1, 'byte', '1'],
    [1.5, 'gib', '1536'],
    [100, 'mb', '100'],
    [100, '', '100'],
  ])('of %d %s is %s MiB', (amount, measure, mebibytes) => {
    expect(limitOf('disc', amount, measure)).toEqual({ limit_quota: mebibytes });
  });

  test('counts keep their number whatever their unit is called', () => {
    expect(limitOf('databaselimit', 3, 'pieces')).toEqual({ limit_db: '3' });
  });

  test('of an unknown unit, or given twice, is refused by name', () => {
    expect(() => limitOf('disc', 5, 'parsec')).toThrow(
      expect.objectContaining({
        type: 'resource_bad',
        object: 'disc',
        value: 'its unit "parsec" is not known',
      }),
    );
    const twice = [
      { intname: 'ftplimit', amount: 1, measure: '' },
      { intname: 'ftpusers', amount: 2, measure: '' },
    ];
    expect(() => limitsFrom(twice)).toThrow(expect.objectContaining({ type: 'resource_bad' }));
  });

  test('that limits nothing on a panel is left to the billing', () => {
    expect(limitOf('support', 1)).toEqual({});
    expect([isLimited('support'), isLimited('disc')]).toEqual([false, true]);
  });
});

test("the tariff's limits win over the template's, the others stay", () => {
  const template = new Map([
    ['limit_db', '25'],
    ['limit_domains', '25'],
  ] as const);
  expect(Object.fromEntries(mergeLimits(template, new Map([['limit_db', '10']])))).toEqual({
    limit_db: '10',
    limit_domains: '25',
  });
});

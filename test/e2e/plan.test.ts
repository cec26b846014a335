import { describe, expect, test } from 'vitest';
import { sandbox } from './support.ts';

const WISH = { tariff: '3541', ip: '192.0.2.10', licname: 'shop' };

describe('cpbillmgr plan', () => {
  test('finds no difference where all is well', async () => {
    const box = await sandbox();
    await box.order(WISH);
    await box.runModule(['checkevent']);
    const { exitCode, stdout, stderr } = await box.runModule(['plan']);
    expect(stdout).toBe('licenses: 1, differences: 0, of others: 0\n');
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  test('shows by kind what differs, what it costs a month, and what settles it', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    const [license] = box.upstreamServices();
    box.buyByHand({ pricelist: 3541, ip: '192.0.2.99', licname: 'by hand' });
    box.person('suspend', license?.id ?? 0);
    const shown = await box.runModule(['plan']);
    expect(shown.exitCode).toBe(2);
    expect(shown.stdout).toMatch(/^Licenses that were bought by hand and serve nobody: 1$/m);
    expect(shown.stdout).toMatch(/^Active on one side, suspended on the other: 1$/m);
    expect(shown.stdout).toMatch(/^101 +\d+ +soft +active +suspended +4\.00$/m);
    expect(shown.stdout).toContain('-> cpbillmgr adopt');
    const only = await box.runModule([
      'plan',
      '--service',
      `${item}`,
      '--kind',
      'status',
      '--json',
    ]);
    expect(JSON.parse(only.stdout).accounts[0].differences).toMatchObject([
      {
        kind: 'status',
        service: `${item}`,
        license: `${license?.id}`,
        here: 'active',
        there: 'suspended',
      },
    ]);
    await box.runModule(['checkevent']);
    const settled = await box.runModule(['plan', '--kind', 'status']);
    expect(settled.exitCode).toBe(0);
  });

  test('refuses a kind that there is not', async () => {
    const box = await sandbox();
    const { exitCode, stderr } = await box.runModule(['plan', '--kind', 'orphans']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('orphans');
  });
});

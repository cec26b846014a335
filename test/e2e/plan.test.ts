import { describe, expect, test } from 'vitest';
import { sandbox } from './support.ts';

/** The vendor's numbers. */
const ACTIVE = 2;
const DELETED = 4;

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

  test('is applied: asked about, one line each, and nothing is deleted that was not named', async () => {
    const box = await sandbox();
    const { item } = await box.order(WISH);
    const [license] = box.upstreamServices();
    const remoteid = license?.remoteid ?? '';
    const second = box.buyByHand({ pricelist: 3541, ip: '192.0.2.99', remoteid });
    box.person('move', license?.id ?? 0, '192.0.2.11');
    const statusOf = (id: number) => box.upstreamServices().find(each => each.id === id)?.status;

    const unasked = await box.runModule(['apply']);
    expect(unasked.exitCode).toBe(1);
    expect(unasked.stdout).toMatch(/^Addresses that differ: 1$/m);
    expect(unasked.stderr).toContain('Nothing was changed');

    const applied = await box.runModule(['apply', '--yes']);
    expect([applied.exitCode, applied.stderr]).toEqual([0, '']);
    expect(applied.stdout).toContain('checkevent: ');
    expect(box.service(item)?.params['ip']).toBe('192.0.2.11');
    expect(statusOf(second)).toBe(ACTIVE);

    const named = await box.runModule(['apply', '--kind', 'duplicate', '--yes']);
    expect(named.stdout).toContain(`duplicate: service ${item}, license ${second}: deleted`);
    expect(statusOf(second)).toBe(DELETED);
    expect((await box.runModule(['plan'])).exitCode).toBe(0);
    const again = await box.runModule(['apply', '--kind', 'duplicate', '--yes']);
    expect([again.exitCode, again.stdout]).toEqual([
      0,
      'There is nothing that could be settled here.\n',
    ]);
  });

  test('refuses a kind that there is not', async () => {
    const box = await sandbox();
    const { exitCode, stderr } = await box.runModule(['plan', '--kind', 'orphans']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('orphans');
  });
});

import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { deleteState, journalOf, sandbox } from './support.ts';

const ACTIVE = 2;
const MOST_ATTEMPTS = 6;

/** Brings the standing operations to their end, as BILLmanager does. */
async function untilEnded(box: RunningSandbox): Promise<void> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS && box.operations().length > 0; attempt += 1)
    await box.retryAll();
  expect(box.operations()).toEqual([]);
}

/**
 * One account for the service, with the password that the service has, and nothing secret in the
 * open.
 */
function expectOneAccount(box: RunningSandbox, item: number): void {
  const users = box.panelUsers().filter(each => each.fullname.startsWith(`service ${item} `));
  expect(users).toHaveLength(1);
  const { params, status } = box.service(item);
  expect(status).toBe(ACTIVE);
  expect(params['username']).toBe(users[0]?.name);
  expect(params['userpassword']).toBe(users[0]?.password);
  expect(box.calls().flatMap(call => call.leaks)).toEqual([]);
}

/**
 * What BILLmanager no longer waits for is brought to its end by cron: nothing stays open, every
 * account is in the ledger.
 */
async function expectAllSettled(box: RunningSandbox): Promise<void> {
  expect(await box.runModule(['checkevent'])).toMatchObject({ exitCode: 0 });
  const journal = await journalOf(box);
  const [ledger, operations] = [
    await journal.licenses({ state: 'live' }),
    await journal.operations({}),
  ];
  await journal.dispose();
  expect(ledger.map(row => row.licenseId).sort()).toEqual(
    box
      .panelUsers()
      .map(each => each.name)
      .sort(),
  );
  expect(operations.filter(each => each.state !== 'done')).toEqual([]);
}

/** Every order makes a template of its own too, and asks for the client's user name. */
function renew(box: RunningSandbox, template: string): void {
  const set = (field: string, value: string): void => {
    box.billing.store.run(
      "UPDATE pricelistparam SET value = ? WHERE intname = ? AND pricelist = (SELECT id FROM pricelist WHERE intname = 'named')",
      value,
      field,
    );
  };
  set('account_template_new', template);
  set('username_template', '@USERNAME@-@ID@');
}

describe('opening an account', () => {
  test.each(['reset-after', 'html502', 'error:internal_error'])(
    'disturbed at any call of the panel (%s) makes one account with one password',
    async action => {
      const box = await sandbox();
      renew(box, 'Undisturbed');
      await box.order({ tariff: 'named' });
      const count = box.calls('panel').length;
      expect(count).toBeGreaterThan(4);
      for (let nth = 1; nth <= count; nth += 1) {
        box.clearFaults();
        box.addFault({ side: 'panel', func: '*', action, nth });
        renew(box, `Template ${nth}`);
        const { item } = await box.order({ tariff: 'named' });
        await untilEnded(box);
        expectOneAccount(box, item);
        expect(box.faults()[0]?.fired).toBe(1);
      }
      box.clearFaults();
      await expectAllSettled(box);
    },
  );
});

describe('an account whose creation was never answered', () => {
  test('is found again when the state file is lost too', async () => {
    const box = await sandbox();
    box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-after' });
    const { item } = await box.order({ tariff: 'storage' });
    expect(box.panelUsers()).toHaveLength(1);
    deleteState(box);
    await untilEnded(box);
    expectOneAccount(box, item);
    await expectAllSettled(box);
  });

  test('is found again under its old name when the name template has changed meanwhile', async () => {
    const box = await sandbox();
    box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-after' });
    const { item } = await box.order({ tariff: 'storage' });
    box.billing.store.run(
      "UPDATE pricelistparam SET value = 'other@ID@' WHERE intname = 'username_template' AND value = 'ftp_@ID@'",
    );
    await untilEnded(box);
    expectOneAccount(box, item);
    await expectAllSettled(box);
    expect(box.panelUsers()[0]?.name).toBe(`ftp_${item}`);
  });

  test('is not mistaken for the one that another billing made for its own service of that number', async () => {
    const box = await sandbox();
    const item = box.addService({ tariff: 'storage' });
    box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-before' });
    await box.carryOut(item, 'open');
    box.addPanelUser({
      name: `ftp_${item}`,
      passwd: 'of-another-billing',
      fullname: `service ${item} 0a1b2c3d`,
    });
    await untilEnded(box);
    expect(box.service(item).params['username']).toBe(`ftp_${item}1`);
    expect(box.panelUsers().find(each => each.name === `ftp_${item}`)?.password).toBe(
      'of-another-billing',
    );
  });
});

test('a service that was suspended after its opening had been told stays suspended when the opening is brought to its end', async () => {
  const box = await sandbox();
  const first = await box.order({ tariff: 'storage' });
  const told = box.calls('mgrctl').find(({ func }) => func.endsWith('.open'))?.func ?? '';
  box.addFault({ side: 'mgrctl', func: told, action: 'kill-after', count: 1 });
  const { item } = await box.order({ tariff: 'storage' });
  expect(box.service(item).status).toBe(box.service(first.item).status);
  expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
  const suspended = box.service(item).status;
  expect(suspended).not.toBe(ACTIVE);
  await expectAllSettled(box);
  expect(box.service(item).status).toBe(suspended);
  const isActive = (name: unknown) => box.panelUsers().find(each => each.name === name)?.active;
  expect(isActive(box.service(first.item).params['username'])).toBe(true);
  expect(isActive(box.service(item).params['username'])).toBe(false);
});

import { describe, expect, test } from 'vitest';
import type { RunningSandbox, Side } from '../../src/sandbox/sandbox.ts';
import { deleteState, journalOf, sandbox } from './support.ts';

const ACTIVE = 2;
const MOST_ATTEMPTS = 6;

/** Brings the standing operations to their end, as BILLmanager does. */
async function untilEnded(box: RunningSandbox): Promise<void> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS && box.operations().length > 0; attempt += 1)
    await box.retryAll();
  expect(box.operations()).toEqual([]);
}

/** One account for the service, with the password that the service has, and nothing secret in the open. */
async function expectOneAccount(box: RunningSandbox, item: number): Promise<void> {
  const users = box.panelUsers();
  expect(users.map(each => each.fullname.slice(0, `service ${item} `.length))).toEqual([`service ${item} `]);
  const { params, status } = box.service(item);
  expect(status).toBe(ACTIVE);
  expect(params['username']).toBe(users[0]?.name);
  expect(params['userpassword']).toBe(users[0]?.password);
  expect(box.calls().flatMap(call => call.leaks)).toEqual([]);
  // what BILLmanager no longer waits for is brought to its end by cron
  expect(await box.runModule(['checkevent'])).toMatchObject({ exitCode: 0 });
  const journal = await journalOf(box);
  const [ledger, operations] = [await journal.licenseOf(String(item)), await journal.operations({})];
  await journal.dispose();
  expect(ledger?.licenseId).toBe(users[0]?.name);
  expect(operations.every(each => each.state === 'done')).toBe(true);
}

/** Calls of an undisturbed opening: the matrix hits each. */
async function callsOfOpening(tariff: string): Promise<Readonly<Record<'panel' | 'mgrctl', number>>> {
  const box = await sandbox();
  await box.order({ tariff });
  return { panel: box.calls('panel').length, mgrctl: box.calls('mgrctl').length };
}

describe.each(['named'])('opening an account of the tariff "%s"', tariff => {
  test.each<[Side, string]>([
    ['panel', 'kill-before'],
    ['panel', 'kill-after'],
    ['mgrctl', 'kill-before'],
    ['mgrctl', 'kill-after'],
  ])('killed at any call (%s, %s) makes one account with one password', async (side, action) => {
    const counts = await callsOfOpening(tariff);
    const count = side === 'panel' ? counts.panel : counts.mgrctl;
    expect(count).toBeGreaterThan(3);
    for (let nth = 1; nth <= count; nth += 1) {
      const box = await sandbox();
      box.addFault({ side, func: '*', action, nth });
      const { item } = await box.order({ tariff });
      await untilEnded(box);
      await expectOneAccount(box, item);
    }
  });

  test.each(['reset-after', 'html502', 'error:internal_error'])(
    'with every answer of the panel spoilt once (%s) makes one account with one password',
    async action => {
      const { panel } = await callsOfOpening(tariff);
      for (let nth = 1; nth <= panel; nth += 1) {
        const box = await sandbox();
        box.addFault({ side: 'panel', func: '*', action, nth });
        const { item } = await box.order({ tariff });
        await untilEnded(box);
        await expectOneAccount(box, item);
      }
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
    await expectOneAccount(box, item);
  });

  test('is found again under its old name when the name template has changed meanwhile', async () => {
    const box = await sandbox();
    box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-after' });
    const { item } = await box.order({ tariff: 'storage' });
    box.billing.store.run(
      "UPDATE pricelistparam SET value = 'other@ID@' WHERE intname = 'username_template' AND value = 'ftp_@ID@'",
    );
    await untilEnded(box);
    await expectOneAccount(box, item);
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
      fullname: `service ${item + 1} 0a1b2c3d`,
    });
    await untilEnded(box);
    expect(box.service(item).params['username']).toBe(`ftp_${item}1`);
    expect(box.panelUsers().find(each => each.name === `ftp_${item}`)?.password).toBe('of-another-billing');
  });
});

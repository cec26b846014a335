import { expect } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';

/** The panel's user of this name. */
export const user = (box: RunningSandbox, name: string) =>
  box.panelUsers().find(each => each.name === name);
/** A call of the module that is about no operation. */
export const module = (box: RunningSandbox, ...args: string[]) =>
  box.runModule(args, { program: 'pmcpispmgr' });

/** The service's password is the account's, and stands nowhere in the open. */
export function expectOnePassword(box: RunningSandbox, item: number): void {
  const { params, crypted } = box.service(item);
  const account = user(box, params['username'] ?? '');
  expect(account?.password).toBeTruthy();
  expect(params['userpassword']).toBe(account?.password);
  expect(crypted).toContain('userpassword');
  expect(box.calls().flatMap(call => call.leaks)).toEqual([]);
}

/** Another value for a field of a tariff. */
export function setTariff(
  box: RunningSandbox,
  intname: string,
  field: string,
  value: string,
): void {
  box.billing.store.run(
    'UPDATE pricelistparam SET value = ? WHERE intname = ? AND pricelist = (SELECT id FROM pricelist WHERE intname = ?)',
    value,
    field,
    intname,
  );
}

import { expect, test } from 'vitest';
import {
  drawOf,
  itemOfToken,
  newOwnershipToken,
  ownershipToken,
} from '../../../../src/operations/accounts/account/ownership-token.ts';
import { aWorld } from '../../../support/a-world.ts';
import { accountTargetFor } from '../../../support/service.ts';

test('a token is the service’s number and a draw that is kept on the service', async () => {
  const { ctx, orderAccount } = aWorld();
  const service = orderAccount();
  expect(ownershipToken((await accountTargetFor(ctx, service)).service)).toBeNull();
  const token = newOwnershipToken(service.id);
  service.params.set('account_mark', drawOf(token));
  expect(ownershipToken((await accountTargetFor(ctx, service)).service)).toBe(token);
  expect(newOwnershipToken(service.id)).not.toBe(token);
});

test.each(['', 'ABCDEF01', '12345', '123456789', 'xyzxyzxy'])('a draw "%s" is none', async draw => {
  const { ctx, orderAccount } = aWorld();
  const service = orderAccount();
  service.params.set('account_mark', draw);
  expect(ownershipToken((await accountTargetFor(ctx, service)).service)).toBeNull();
});

test.each([
  ['service 117 0123abcd', '117'],
  [' service 117 0123abcd ', '117'],
  ['service 117', null],
  ['my service 117 0123abcd', null],
  ['', null],
])('"%s" names service %s', (fullname, item) => {
  expect(itemOfToken(fullname)).toBe(item);
});

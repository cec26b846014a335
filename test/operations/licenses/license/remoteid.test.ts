import { expect, test } from 'vitest';
import {
  isPurchase,
  isReleased,
  purchaseRemoteId,
  releasedRemoteId,
} from '../../../../src/operations/licenses/license/remoteid.ts';

test.each([
  [releasedRemoteId('117'), true, false],
  [purchaseRemoteId('117', '4602'), false, true],
  ['117', false, false],
  ['', false, false],
  ['117-', false, false],
  ['a117-4602', false, false],
  ['unreleased-117', false, false],
])('"%s" is a released one’s: %s, a purchase’s: %s', (remoteid, released, purchase) => {
  expect([isReleased(remoteid), isPurchase(remoteid)]).toEqual([released, purchase]);
});

test('both name the service that they come from', () => {
  expect(releasedRemoteId('117')).toBe('released-117');
  expect(purchaseRemoteId('117', '4602')).toBe('117-4602');
});

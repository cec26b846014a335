import { expect, test } from 'vitest';
import {
  drawIn,
  isMark,
  markIn,
  newDraw,
  newMark,
  orderRemoteId,
  ownerOf,
  purchaseRemoteId,
  releasedRemoteId,
  serviceRemoteId,
} from '../../../src/operations/installation/remoteid.ts';

const MARK = 'k7x2p';

test.each([
  [orderRemoteId(MARK, '117', 'ab2c'), 'k7x2p-117-ab2c', true],
  [serviceRemoteId(MARK, '117'), 'k7x2p-117', false],
  [purchaseRemoteId(MARK, '117', '4602', 'ab2c'), 'k7x2p-117-4602-ab2c', true],
  [releasedRemoteId(MARK, '117'), 'k7x2p-free-117', false],
])('%s is written as %s and names the service', (remoteid, text, isDrawn) => {
  expect(remoteid).toBe(text);
  expect(markIn(remoteid)).toEqual({ mark: MARK, item: '117' });
  expect(drawIn(remoteid)).toBe(isDrawn ? 'ab2c' : '');
});

test.each([
  ['', { kind: 'nobody' }],
  ['k7x2p-117-ab2c', { kind: 'service', item: '117', draw: 'ab2c', isMarked: true }],
  ['k7x2p-117', { kind: 'service', item: '117', draw: '', isMarked: true }],
  ['k7x2p-117-4602-ab2c', { kind: 'purchase', item: '117', pricelist: '4602', isMarked: true }],
  ['k7x2p-free-117', { kind: 'released', item: '117', isMarked: true }],
  ['117', { kind: 'service', item: '117', draw: '', isMarked: false }],
  ['117-4602', { kind: 'purchase', item: '117', pricelist: '4602', isMarked: false }],
  ['released-117', { kind: 'released', item: '117', isMarked: false }],
  ['zzzzz-117-ab2c', { kind: 'foreign' }],
  ['zzzzz-free-117', { kind: 'foreign' }],
  // other shops' own ways
  ['l117', { kind: 'foreign' }],
  ['117-', { kind: 'foreign' }],
  ['k7x2p-117-ABCD', { kind: 'foreign' }],
  ['unreleased-117', { kind: 'foreign' }],
])('"%s" is read as %j', (remoteid, owner) => {
  expect(ownerOf(remoteid, MARK)).toEqual(owner);
});

test('marks and draws begin with a letter, and no two are alike', () => {
  const marks = Array.from({ length: 200 }, newMark);
  expect(marks.every(isMark)).toBe(true);
  expect(new Set(marks).size).toBeGreaterThan(195);
  for (const draw of Array.from({ length: 200 }, newDraw))
    expect(draw).toMatch(/^[a-z][a-z2-9]{3}$/);
  expect(['K7x2p', '7x2pk', 'k7x2', 'k7x1p'].some(isMark)).toBe(false);
});

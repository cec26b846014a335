import { expect } from 'vitest';

/** The installation's mark in the worlds of the tests. */
export const MARK = 'mmmmm';

/** A license that was adopted, carried over or reused for a service. */
export const markedFor = (item: string): string => `${MARK}-${item}`;

/** One that was ordered for it, by an order of some draw. */
export const orderedFor = (item: string): unknown =>
  expect.stringMatching(new RegExp(`^${MARK}-${item}-[a-z][a-z2-9]{3}$`));

const ANY_MARK = '[a-z][a-z2-9]{4}';
const ANY_DRAW = '[a-z][a-z2-9]{3}';

/** The same where the executable draws the mark. */
export const ordered = (item: string | number): unknown =>
  expect.stringMatching(new RegExp(`^${ANY_MARK}-${item}-${ANY_DRAW}$`));
export const marked = (item: string | number): unknown =>
  expect.stringMatching(new RegExp(`^${ANY_MARK}-${item}$`));
export const freed = (item: string | number): unknown =>
  expect.stringMatching(new RegExp(`^${ANY_MARK}-free-${item}$`));
export const purchased = (item: string | number, pricelist: number): unknown =>
  expect.stringMatching(new RegExp(`^${ANY_MARK}-${item}-${pricelist}-${ANY_DRAW}$`));

const DRAWN = new RegExp(`\\b${ANY_MARK}-(free-)?(\\d+)(-\\d+)?(-${ANY_DRAW})?\\b`, 'g');

/** A text whose remoteids are alike in every run: marks and draws are random. */
export const undrawn = (text: string): string => text.replace(DRAWN, 'MARK-$1$2$3');

/** The service that a remoteid names, whoever's it is. */
export const serviceIn = (remoteid: string): string =>
  /^(?:[a-z][a-z2-9]{4}-)?(\d+)/.exec(remoteid)?.[1] ?? remoteid;

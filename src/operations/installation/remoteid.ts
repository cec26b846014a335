import { randomInt } from 'node:crypto';

/*
 * What we write at the vendor as remoteid (docs/reference/vendor-api.md, "The remoteid"). Several
 * billings may buy through one account and number their services alike, so every one begins with
 * this installation's mark:
 *
 *   MARK-ITEM-DRAW            ordered for service ITEM; DRAW is new for each wish
 *   MARK-ITEM                 adopted, carried over or reused for service ITEM
 *   MARK-ITEM-PRICELIST-DRAW  a module that the gateway bought for service ITEM
 *   MARK-free-ITEM            released by service ITEM
 *
 * Version 0.1.0 wrote ITEM, ITEM-PRICELIST and released-ITEM: read, never written.
 */

/** Letters and digits that cannot be taken for each other. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz23456789';
const LETTERS = 26;
const MARK_LENGTH = 5;
const DRAW_LENGTH = 4;

const ONE_MARK = '([a-z][a-z2-9]{4})';
const ONE_DRAW = '([a-z][a-z2-9]{3})';
const ORDERED = new RegExp(`^${ONE_MARK}-(\\d+)(?:-${ONE_DRAW})?$`);
const PURCHASED = new RegExp(`^${ONE_MARK}-(\\d+)-(\\d+)-${ONE_DRAW}$`);
const RELEASED = new RegExp(`^${ONE_MARK}-free-(\\d+)$`);
const BARE = /^(\d+)$/;
const BARE_PURCHASE = /^(\d+)-(\d+)$/;
const BARE_RELEASED = /^released-(\d+)$/;
const WHOLE_MARK = new RegExp(`^${ONE_MARK}$`);

/** Whom a remoteid names, read by one installation. */
export type Owner =
  /** Nobody: it is empty. */
  | { readonly kind: 'nobody' }
  /** A service of ours; `draw` is '' for one that no order carried. */
  | {
      readonly kind: 'service';
      readonly item: string;
      readonly draw: string;
      readonly isMarked: boolean;
    }
  /** A service of ours, for whose license a module of this pricelist was bought. */
  | {
      readonly kind: 'purchase';
      readonly item: string;
      readonly pricelist: string;
      readonly isMarked: boolean;
    }
  /** The service of ours that let go of it. */
  | { readonly kind: 'released'; readonly item: string; readonly isMarked: boolean }
  /** Somebody else. */
  | { readonly kind: 'foreign' };

/**
 * Reads a remoteid with the mark of this installation. One without any mark may be ours, from
 * before there were marks, or anybody's.
 */
export function ownerOf(remoteid: string, mark: string): Owner {
  if (remoteid === '') return { kind: 'nobody' };
  const marked = ORDERED.exec(remoteid) ?? PURCHASED.exec(remoteid) ?? RELEASED.exec(remoteid);
  if (marked) {
    if (marked[1] !== mark) return { kind: 'foreign' };
    const [, , item = '', third = ''] = marked;
    if (RELEASED.test(remoteid)) return { kind: 'released', item, isMarked: true };
    return PURCHASED.test(remoteid)
      ? { kind: 'purchase', item, pricelist: third, isMarked: true }
      : { kind: 'service', item, draw: third, isMarked: true };
  }
  const bare = BARE.exec(remoteid)?.[1];
  if (bare !== undefined) return { kind: 'service', item: bare, draw: '', isMarked: false };
  const [, item, pricelist] = BARE_PURCHASE.exec(remoteid) ?? [];
  if (item !== undefined && pricelist !== undefined)
    return { kind: 'purchase', item, pricelist, isMarked: false };
  const released = BARE_RELEASED.exec(remoteid)?.[1];
  return released === undefined
    ? { kind: 'foreign' }
    : { kind: 'released', item: released, isMarked: false };
}

/** The mark that a remoteid begins with, and the service that it names; null where it has none. */
export function markIn(remoteid: string): { readonly mark: string; readonly item: string } | null {
  const [, mark, item] =
    ORDERED.exec(remoteid) ?? PURCHASED.exec(remoteid) ?? RELEASED.exec(remoteid) ?? [];
  return mark === undefined || item === undefined ? null : { mark, item };
}

/** The draw of the order or purchase that it comes from; '' where it comes from none. */
export const drawIn = (remoteid: string): string =>
  PURCHASED.exec(remoteid)?.[4] ?? ORDERED.exec(remoteid)?.[3] ?? '';

/** The fact of an operation that names its draw: noted when it begins, so that each wish has one. */
export const DRAW = 'draw';

export const isMark = (text: string): boolean => WHOLE_MARK.test(text);

export const newMark = (): string => drawn(MARK_LENGTH);
export const newDraw = (): string => drawn(DRAW_LENGTH);

/** The first is a letter, so that neither can be taken for a number. */
function drawn(length: number): string {
  const rest = Array.from({ length: length - 1 }, () => CHARACTERS[randomInt(CHARACTERS.length)]);
  return [CHARACTERS[randomInt(LETTERS)], ...rest].join('');
}

export const orderRemoteId = (mark: string, item: string, draw: string): string =>
  `${mark}-${item}-${draw}`;

export const serviceRemoteId = (mark: string, item: string): string => `${mark}-${item}`;

export const purchaseRemoteId = (
  mark: string,
  item: string,
  pricelist: string,
  draw: string,
): string => `${mark}-${item}-${pricelist}-${draw}`;

export const releasedRemoteId = (mark: string, item: string): string => `${mark}-free-${item}`;

import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import {
  findOrder,
  type OrderMarks,
} from '../../../../src/operations/licenses/acquire/lost-order.ts';
import { aWorld } from '../../../support/a-world.ts';
import { markedFor } from '../../../support/remoteid.ts';
import { type AWorld, targetFor } from '../../../support/service.ts';

const MARKS = {
  ip: '192.0.2.7',
  licname: 'shop',
  pricelist: '3541',
  parentItem: '',
  answered: '',
  sent: null,
};
/** What the order of a service is sent with. */
const sentFor = (item: string): string => `${markedFor(item)}-ab2c`;

const AS_ORDERED = { ip: '192.0.2.7', licname: 'shop', pricelist: '3541' };

async function found(world: AWorld, item: string, marks: Partial<OrderMarks> = {}) {
  return findOrder(world.ctx, await targetFor(world.ctx, { id: item }), {
    ...MARKS,
    remoteid: sentFor(item),
    ...marks,
  });
}

describe('an order whose answer was lost', () => {
  test('is found by remoteid, whatever filter somebody has set', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    const { id } = world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    world.vendor.filter = () => false;
    expect(await found(world, item)).toMatchObject({ id });
  });

  test('is asked for alone, and the whole list is not read for it', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    const { id } = world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    world.lies.vendor.listPage = async () => {
      throw new Error('the list was read');
    };
    expect(await found(world, item)).toMatchObject({ id });
  });

  test('that does not come when it is asked for alone may be in the list', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    const { id } = world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    for (const answer of [async () => [], () => Promise.reject(new Fault('not_sold_here'))]) {
      world.lies.vendor.rowsByRemoteId = answer;
      expect(await found(world, item)).toMatchObject({ id });
    }
  });

  test('was never placed when the whole list has none', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    world.sold({ ...AS_ORDERED, remoteid: '999' });
    expect(await found(world, item)).toBeNull();
  });

  test('is not taken for another billing’s of the same number: a second owner is named', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    world.sold({ ip: '198.51.100.1', licname: 'theirs', remoteid: sentFor(item) });
    await expect(found(world, item)).rejects.toMatchObject({ type: 'license_foreign' });
    await expect(found(world, item, { pricelist: '4601' })).rejects.toMatchObject({
      type: 'license_foreign',
    });
  });

  test('is found beside another billing’s of the same number', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    world.sold({ ip: '198.51.100.1', licname: 'theirs', remoteid: sentFor(item) });
    const { id } = world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    expect(await found(world, item)).toMatchObject({ id });
  });

  test('is found by the id that answered it, however a person has changed it since', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    const { id } = world.sold({ ip: '198.51.100.1', licname: 'moved', remoteid: sentFor(item) });
    expect(await found(world, item, { answered: id })).toMatchObject({ id });
  });

  test('is found by that id where the form tells no remoteid, and is not another one', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    const { id } = world.sold({ ...AS_ORDERED, remoteid: '' });
    expect(await found(world, item)).toBeNull();
    expect(await found(world, item, { answered: id })).toMatchObject({ id });
    const theirs = world.sold({ ip: '198.51.100.1', licname: 'theirs', remoteid: '' });
    expect(await found(world, item, { answered: theirs.id })).toBeNull();
  });

  test('is looked for by what was written then, not by the service’s number', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    const { id } = world.sold({ ...AS_ORDERED, remoteid: 'abcde-117-x2y3' });
    expect(await found(world, item, { remoteid: 'abcde-117-x2y3' })).toMatchObject({ id });
  });

  test('of which two are there is for a person', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    world.sold({ ...AS_ORDERED, remoteid: sentFor(item) });
    await expect(found(world, item)).rejects.toMatchObject({ type: 'license_ambiguous' });
  });

  test('is looked for by address and name where there are no remoteids', async () => {
    const world = aWorld();
    const { id: item } = world.order();
    world.vendor.abilities = { ...world.vendor.abilities, remoteid: false };
    world.sold({ ip: '198.51.100.1', licname: 'theirs', pricelist: '3541' });
    const { id } = world.sold({ ...AS_ORDERED });
    expect(await found(world, item)).toMatchObject({ id });
  });
});

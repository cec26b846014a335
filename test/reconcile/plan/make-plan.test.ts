import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import { prolong } from '../../../src/operations/licenses/prolong.ts';
import { makePlan } from '../../../src/reconcile/plan/make-plan.ts';
import { aWorld, day } from '../../support/a-world.ts';
import { MODULES } from '../../support/billmanager-rows.ts';
import { MARK, markedFor } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';

type World = ReturnType<typeof aWorld>;

async function planned(world: World) {
  const plan = await makePlan(world.restart());
  const differences = plan.accounts.flatMap(each => each.differences);
  return { ...plan, differences, kinds: differences.map(({ kind }) => kind).sort() };
}

describe('a plan', () => {
  test('of a world in order is empty, and counts what is others’', async () => {
    const world = aWorld();
    await opened(world);
    world.sold({ remoteid: 'l117' });
    world.sold({ remoteid: 'zzzzz-117-ab2c' });
    const { kinds, accounts, troubles, unused } = await planned(world);
    expect([kinds, troubles, unused]).toEqual([[], [], []]);
    expect(accounts).toMatchObject([{ licenses: 3, foreign: [{}, {}] }]);
  });

  test('tells what is paid for nobody, and what is billed and missing', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const second = world.sold({ remoteid: markedFor(service.id) });
    const gone = world.sold({ remoteid: `${MARK}-900-ab2c` });
    const byHand = world.sold({ remoteid: '' });
    const waiting = world.order();
    waiting.status = 'active';
    const { differences } = await planned(world);
    const told = differences.map(({ kind, item, license: id }) => [kind, item, id]);
    expect(told.sort()).toEqual(
      [
        ['duplicate', service.id, second.id],
        ['orphan', '900', gone.id],
        ['bought_by_hand', '', byHand.id],
        ['missing', waiting.id, ''],
      ].sort(),
    );
    expect(differences.find(({ kind }) => kind === 'duplicate')).toMatchObject({
      here: license.id,
      there: second.id,
    });
  });

  test('tells a license that is gone', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    license.status = 'deleted';
    expect((await planned(world)).differences).toMatchObject([
      { kind: 'gone', item: service.id, license: license.id },
    ]);
  });

  test('leaves out what an operation has under way, here or in BILLmanager', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    license.expiredate = day('2027-03-11');
    expect((await planned(world)).kinds).toEqual(['renewal_due']);
    const call = world.asked(service, 'prolong');
    expect((await planned(world)).kinds).toEqual([]);
    world.script.wire('prolong', 'lost');
    await expect(prolong(world.restart(), call)).rejects.toMatchObject({ kind: 'unknown' });
    world.billmanager.operations.clear();
    expect((await planned(world)).kinds).toEqual([]);
  });

  test('takes a service that does not tell its module for what its license says', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    const other = world.order({ processingmodule: '' });
    Object.assign(service, { processingmodule: '' });
    other.status = 'active';
    expect((await planned(world)).kinds).toEqual([]);
  });

  test('asks a service which license it names, where a list of services does not show that', async () => {
    const world = aWorld();
    const service = world.order();
    service.status = 'active';
    const license = world.sold({ remoteid: service.id, ip: service.ip, licname: service.licname });
    service.params.set('license_id', license.id);
    const ctx = world.restart();
    const { accounts } = await makePlan({
      ...ctx,
      billmanager: {
        ...ctx.billmanager,
        async *services(itemtype, module) {
          for await (const row of ctx.billmanager.services(itemtype, module))
            yield { ...row, params: new Map(), isWhole: false };
        },
      },
    });
    expect(accounts).toMatchObject([
      { differences: [{ kind: 'stray', item: service.id, license: license.id }], foreign: [] },
    ]);
  });

  test('takes two modules that buy at one account for one', async () => {
    const world = aWorld();
    const [usual] = MODULES;
    if (usual) world.billmanager.modules.set('8', { ...usual, id: '8', name: 'Second' });
    await opened(world);
    const second = await opened(world, { processingmodule: '8', ip: '192.0.2.8' });
    second.license.status = 'suspended';
    const { accounts, differences } = await planned(world);
    expect(accounts).toMatchObject([{ licenses: 2 }]);
    expect(differences).toMatchObject([{ kind: 'status', item: second.service.id, module: '8' }]);
  });

  test('tells a license whose service has moved to another vendor account', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    Object.assign(service, { processingmodule: '99' });
    expect((await planned(world)).differences).toMatchObject([
      { kind: 'moved_away', item: service.id, license: license.id, here: '99', action: null },
    ]);
  });

  test('tells of an account that no module uses any more', async () => {
    const world = aWorld();
    const place = { account: 'former', itemtype: 'soft', licenseId: '1', item: '5', module: '9' };
    await world.ctx.journal.write([{ put: ledgerRow(place, {}) }]);
    expect((await planned(world)).unused).toMatchObject([
      { kind: 'account_unused', item: '5', license: '1', there: 'former' },
    ]);
  });

  test('says what it could not read, and nothing about it', async () => {
    const world = aWorld();
    await opened(world);
    world.lies.vendor.listPage = async () => {
      throw new Fault('upstream_unreachable', { object: 'list' });
    };
    const { kinds, troubles } = await planned(world);
    expect(kinds).toEqual([]);
    expect(troubles.length).toBeGreaterThan(0);
  });

  test('changes nothing', async () => {
    const world = aWorld();
    const { service } = await opened(world);
    world.sold({ remoteid: markedFor(service.id) });
    const before = JSON.stringify([...world.vendor.licenses.values()]);
    world.charges.length = 0;
    await planned(world);
    expect(JSON.stringify([...world.vendor.licenses.values()])).toBe(before);
    expect(world.charges).toEqual([]);
  });
});

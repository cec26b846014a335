import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { serviceIn } from '../support/remoteid.ts';
import { later, logOf, sandbox, stateFile } from './support.ts';

const ACTIVE = 2;
const WISH = { tariff: '3541', ip: '192.0.2.10' };

/** What was asked of one side; reads that run side by side come in any order. */
const asked = (box: RunningSandbox, side: 'upstream' | 'mgrctl'): string[] =>
  box.calls(side).map(each => each.func);

/** A service opened on a state that has seen others opened. */
async function opened(box: RunningSandbox, host: number) {
  box.clearCalls();
  const run = await box.order({ ...WISH, ip: `192.0.2.${host}` });
  expect(run).toMatchObject({ exitCode: 0, ended: true });
  expect(box.service(run.item)).toMatchObject({ status: ACTIVE });
  return run.item;
}

function expectParams(box: RunningSandbox, item: number): void {
  const license = box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item));
  expect(box.service(item).params).toMatchObject({
    license_id: String(license?.id),
    lickey: license?.lickey,
    license_expiredate: license?.expiredate,
  });
}

describe('calls of one undisturbed operation', () => {
  test('an open takes three upstream requests, and no mgrctl call to read anything', async () => {
    const box = await sandbox();
    const mgrctl: string[][] = [];
    for (const host of [11, 12, 13]) {
      expectParams(box, await opened(box, host));
      mgrctl.push(asked(box, 'mgrctl'));
    }
    expect(mgrctl.map(calls => [...calls].sort())).toEqual([
      // nothing is known of the panel: how it saves a parameter is tried with one that harms nobody
      // and its mark is drawn, of which each license module gets a copy
      [
        'processing.setconfig',
        'service.dropparam',
        'service.saveparam',
        'service.saveparam',
        'soft.open',
      ],
      ['soft.open'],
      ['soft.open'],
    ]);
    expect(asked(box, 'upstream')).toEqual(['soft.checkip', 'soft.order.param', 'soft.edit']);
  });

  test('by forms, however new the panel is, it takes not more mgrctl calls than it must', async () => {
    const box = await sandbox({ facts: 'forms' });
    const mgrctl: string[][] = [];
    for (const host of [11, 12, 13, 14]) {
      expectParams(box, await opened(box, host));
      mgrctl.push(asked(box, 'mgrctl'));
    }
    const reads = ['pricelist.edit', 'processing.edit', 'soft.edit'];
    expect(mgrctl.map(calls => [...calls].sort())).toEqual([
      // nothing is known of the panel: how parameters are saved is found out, then the key goes before
      // the activation and the rest with it, and then a look at what came of it
      [
        ...reads,
        ...['service.saveparam', 'soft.edit', 'service.dropparam', 'service.saveparam'],
        ...['soft.open', 'soft.edit'],
        // a mark is drawn only where no service has a license that could carry another one
        ...['soft', 'softexternal', 'platform', 'addition', 'processing', 'processing'],
        ...['soft', 'soft.edit', 'processing.setconfig'],
      ].sort(),
      // the rest was kept: the key goes along and is looked for
      [...reads, 'soft.edit', 'soft.open'].sort(),
      [...reads, 'soft.open'].sort(),
      [...reads, 'soft.open'].sort(),
    ]);
    expect(asked(box, 'upstream')).toEqual(['soft.checkip', 'soft.order.param', 'soft.edit']);
  });

  test('a day later the panel is looked at again', async () => {
    const box = await sandbox({ facts: 'forms' });
    for (const host of [11, 12, 13]) await opened(box, host);
    makeProofOld(box);
    await opened(box, 14);
    expect(asked(box, 'mgrctl').filter(func => func === 'soft.edit')).toHaveLength(2);
    expect(asked(box, 'mgrctl')).toHaveLength(5);
  });

  test('a prolong takes two and two, suspend and resume two and one', async () => {
    const box = await sandbox();
    const item = await opened(box, 11);
    box.clearCalls();
    await box.prolong(item);
    expect(asked(box, 'upstream')).toEqual(['soft.edit', 'service.prolong']);
    expect(asked(box, 'mgrctl').sort()).toEqual(['service.postprolong', 'service.saveparam']);
    for (const act of ['suspend', 'resume'] as const) {
      box.clearCalls();
      await box[act](item);
      expect(asked(box, 'upstream')).toEqual(['soft.edit', `soft.${act}`]);
      expect(asked(box, 'mgrctl')).toEqual([`service.post${act}`]);
    }
  });

  test('nothing is read but of the module that serves the service', async () => {
    const box = await sandbox({ facts: 'forms' });
    await opened(box, 11);
    const other = box.addModule({
      name: 'another account',
      module: 'pmcpbillmgr',
      connection: { url: box.url, username: box.username, password: box.password },
    });
    box.clearCalls();
    const { item } = await box.order({ ...WISH, ip: '192.0.2.12', module: other });
    const modules = box.calls('mgrctl').filter(each => each.func === 'processing.edit');
    expect(modules.map(each => each.params['elid'])).toEqual([String(other)]);
    expectParams(box, item);
  });

  test('a tariff that was renamed meanwhile is asked about under its new name before anything is ordered', async () => {
    const box = await sandbox();
    await opened(box, 11);
    box.billing.store.run(
      "UPDATE pricelist SET intname = '4601-renamed' WHERE intname LIKE '3541%'",
    );
    box.clearCalls();
    const { item } = await box.order({ tariff: '4601-renamed', ip: '192.0.2.12' });
    const checks = box.calls('upstream').filter(each => each.func === 'soft.checkip');
    expect(checks.map(each => each.params['pricelist'])).toEqual(['4601']);
    expect(
      box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item))?.pricelist,
    ).toBe(4601);
  });
});

describe('an opening that died', () => {
  async function died(func: string, action: 'kill-before' | 'kill-after') {
    const box = await sandbox();
    box.addFault({ side: 'upstream', func, action, count: 1 });
    const { item } = await box.order(WISH);
    expect(box.charges()).toEqual([]);
    const inDoubt = doubts(box);
    box.clearCalls();
    later(box, 6);
    await box.retryAll();
    expectParams(box, item);
    expect(box.charges()).toHaveLength(1);
    const funcs = asked(box, 'upstream').filter(each => each !== 'soft.filter');
    return { inDoubt, funcs };
  }
  const ORDERED = ['soft.checkip', 'soft.order.param', 'soft.edit'];

  test('while the address was checked has no order to look for', async () => {
    expect(await died('soft.checkip', 'kill-after')).toEqual({ inDoubt: 0, funcs: ORDERED });
  });

  test('while it ordered looks for its order, and checks the address again before it orders', async () => {
    const { inDoubt, funcs } = await died('soft.order.param', 'kill-before');
    expect(inDoubt).toBe(1);
    expect(funcs[0]).toBe('soft');
    expect(funcs.filter(func => func !== 'soft')).toEqual(ORDERED);
  });
});

test('a refused address leaves no order in doubt', async () => {
  const box = await sandbox();
  await opened(box, 11);
  box.clearCalls();
  expect(await box.order({ ...WISH, ip: '192.0.2.11' })).toMatchObject({ exitCode: 1 });
  expect(asked(box, 'upstream')).toEqual(['soft.checkip']);
  expect(doubts(box)).toBe(0);
});

/** Steps that the journal knows as intended and no more. */
function doubts(box: RunningSandbox): number {
  const state = new Database(stateFile(box), { readonly: true });
  try {
    return state.prepare('SELECT * FROM step WHERE result IS NULL').all().length;
  } finally {
    state.close();
  }
}

describe('a panel that does not keep what is given with the activation', () => {
  test.each(['dropped', 'refused'])(
    'has it saved singly, the key before the activation: %s',
    async how => {
      const box = await sandbox({ settings: { open_fields: how } });
      for (const host of [11, 12, 13]) {
        expectParams(box, await opened(box, host));
        const calls = box.calls('mgrctl');
        const keyAt = calls.findIndex(
          each => each.func === 'service.saveparam' && each.params['name'] === 'lickey',
        );
        const activated = calls.findLastIndex(each => each.func === 'soft.open');
        expect(keyAt).toBeGreaterThan(-1);
        expect(keyAt).toBeLessThan(activated);
      }
      // known by now: the three are saved side by side, then the service is activated
      expect(asked(box, 'mgrctl')).toHaveLength(4);
      expect(logOf(box)).not.toContain(' ERROR ');
    },
  );

  test('which it did yesterday: what is missing is saved, and the fields are not trusted again', async () => {
    const box = await sandbox();
    for (const host of [11, 12, 13]) await opened(box, host);
    box.set('open_fields', 'dropped');
    makeProofOld(box);
    expectParams(box, await opened(box, 14));
    expectParams(box, await opened(box, 15));
    expect(asked(box, 'mgrctl').filter(func => func === 'service.saveparam')).toHaveLength(3);
  });
});

/** As if the panel had last been looked at long ago. */
function makeProofOld(box: RunningSandbox): void {
  const state = new Database(stateFile(box));
  state.exec(
    "UPDATE fact SET stored_at = '2020-01-01T00:00:00.000Z' WHERE key LIKE '%.open keeps%'",
  );
  state.close();
}

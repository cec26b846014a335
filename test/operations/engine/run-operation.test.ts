import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Service } from '../../../src/billmanager/billmanager.ts';
import { BillmanagerRefused } from '../../../src/billmanager/billmanager-refused.ts';
import { formFacts } from '../../../src/billmanager/forms/form-facts.ts';
import { mgrctlBillmanager } from '../../../src/billmanager/mgrctl-billmanager.ts';
import { parseConf } from '../../../src/conf/parse.ts';
import type { MgrDocument } from '../../../src/manager-api/document.ts';
import type { Manager } from '../../../src/manager-api/manager.ts';
import type { Context, ServiceCall, Target } from '../../../src/operations/engine/context.ts';
import type { Facts, Run } from '../../../src/operations/engine/run.ts';
import type { Operation } from '../../../src/operations/engine/run-operation.ts';
import { serviceOperation } from '../../../src/operations/engine/run-operation.ts';
import { HandClock } from '../../journal/support/clock.ts';
import { tempJournal } from '../../journal/support/temp.ts';

const DAY_MS = 24 * 3600 * 1000;
const CALL: ServiceCall = { item: '117', runningOperation: '9', itemtype: null };

const SERVICE: Service = {
  id: '117',
  itemtype: 'soft',
  name: '',
  status: 'active',
  period: 1,
  expiredate: null,
  createdate: null,
  pricelist: '7',
  lastpricelist: '',
  processingmodule: '1',
  account: '',
  parent: '',
  ip: '',
  licname: '',
  domain: '',
  params: new Map(),
};
const NOT_THERE = { type: 'missed', object: '', value: '', message: '', params: new Map() };
const TARGET: Target = { item: '117', module: '1', service: SERVICE };

/** A context over a journal of its own and a BILLmanager that waits for operation 9 or does not. */
async function world({ isAwaited = true } = {}) {
  const clock = new HandClock();
  const journal = await tempJournal({ clock });
  const calls: string[] = [];
  const document = (name: string, children: readonly MgrDocument[] = [], text = '') => ({
    name,
    attributes: new Map<string, string>(),
    text,
    children,
  });
  const manager: Manager = {
    serverTime: () => null,
    async call(func) {
      if (func === 'runningoperation') return document('doc');
      calls.push(func);
      if (func === 'runningoperation.edit' && !isAwaited)
        throw new BillmanagerRefused(func, NOT_THERE);
      const fields = { elid: '9', item: '117', trycount: '0' };
      return document(
        'doc',
        Object.entries(fields).map(([name, text]) => document(name, [], text)),
      );
    },
  };
  const facts = formFacts(manager, { itemtypes: ['soft'], log: silentLog });
  const billmanager = mgrctlBillmanager(manager, { facts });
  const nowhere = () => Promise.reject(new Error('nothing is connected here'));
  const ctx: Context = {
    conf: parseConf('', 'test.conf', '/').conf,
    billmanager,
    clock,
    log: silentLog,
    journal,
    mayAct: () => undefined,
    vendor: nowhere,
    panel: nowhere,
  };
  const rows = async () =>
    (await journal.operations({ item: '117' })).map(({ state, attempts, outcome }) => ({
      state,
      attempts,
      outcome,
    }));
  return { ctx, clock, journal, calls, rows };
}

/** Suspends nothing; `made` counts how often it is carried out. */
function suspension(changes: Partial<Operation<Target>> = {}) {
  const made: string[] = [];
  const notified: boolean[] = [];
  const run = serviceOperation(async () => TARGET, {
    command: 'suspend',
    post: 'postsuspend',
    async execute() {
      made.push('suspend');
      return {
        outcome: { license: '5' },
        ledger: isNotified => {
          notified.push(isNotified);
          return [];
        },
      };
    },
    ...changes,
  });
  return { run, made, notified };
}

const broken = (type: 'upstream_unreachable' | 'upstream_refused') => ({
  execute: async () => {
    throw new Fault(type, { object: 'x' });
  },
});

describe('an operation', () => {
  test('is carried out, told to BILLmanager without a question, and ended', async () => {
    const { ctx, calls, rows } = await world();
    const { run, notified } = suspension();
    await run(ctx, CALL);
    expect(calls).toEqual(['service.postsuspend']);
    expect(notified).toEqual([true]);
    expect(await rows()).toEqual([{ state: 'done', attempts: 1, outcome: { license: '5' } }]);
  });

  test('notes what the service looked like, and what it adds', async () => {
    const { ctx, journal } = await world();
    await suspension({ facts: () => ({ target: '2026-04-01' }) }).run(ctx, CALL);
    expect((await journal.operations({ item: '117' }))[0]?.facts).toEqual({
      expiredate: '',
      status: 'active',
      tariff: '7',
      period: '1',
      target: '2026-04-01',
    });
  });

  test('that was finished is only told again, if BILLmanager still waits', async () => {
    for (const isAwaited of [true, false]) {
      const { ctx, calls, rows } = await world({ isAwaited });
      const { run, made } = suspension();
      await run(ctx, CALL);
      await run(ctx, CALL);
      expect(made).toHaveLength(1);
      expect(calls).toEqual([
        'service.postsuspend',
        'runningoperation.edit',
        ...(isAwaited ? ['service.postsuspend'] : []),
      ]);
      expect(await rows()).toHaveLength(1);
    }
  });

  test('under an id that comes again after a day is a new wish', async () => {
    const { ctx, clock, rows } = await world();
    const { run, made } = suspension();
    await run(ctx, CALL);
    clock.advance(DAY_MS);
    await run(ctx, CALL);
    expect(made).toHaveLength(2);
    expect(await rows()).toHaveLength(2);
  });

  test('that is taken up again asks first whether BILLmanager waits', async () => {
    const { ctx, calls } = await world({ isAwaited: false });
    await expect(suspension(broken('upstream_unreachable')).run(ctx, CALL)).rejects.toThrow();
    const { run, notified } = suspension();
    await run(ctx, CALL);
    expect(calls).toEqual(['runningoperation.edit']);
    expect(notified).toEqual([false]);
  });

  test('keeps its row open for the next attempt, whatever kind of fault ends this one', async () => {
    for (const type of ['upstream_unreachable', 'upstream_refused'] as const) {
      const { ctx, rows } = await world();
      const { run } = suspension(broken(type));
      await expect(run(ctx, CALL)).rejects.toMatchObject({ type });
      await expect(run(ctx, CALL)).rejects.toMatchObject({ type });
      expect(await rows()).toMatchObject([
        { state: 'open', attempts: 2, outcome: { fault: type } },
      ]);
    }
  });

  test('started by hand ends with a fault that no retry can mend', async () => {
    const { ctx, rows } = await world();
    const { run } = suspension(broken('upstream_refused'));
    await expect(run(ctx, { ...CALL, runningOperation: null })).rejects.toThrow();
    expect(await rows()).toMatchObject([{ state: 'failed' }]);
  });

  test('is told of its fault before the caller is', async () => {
    const { ctx } = await world();
    const faults: string[] = [];
    const afterFault = async ({ target }: Run, fault: Fault) => {
      faults.push(`${target.item} ${fault.type}`);
    };
    const { run } = suspension({ ...broken('upstream_refused'), afterFault });
    await expect(run(ctx, CALL)).rejects.toThrow();
    expect(faults).toEqual(['117 upstream_refused']);
  });

  test('that cannot be read what it is about begins nothing', async () => {
    const { ctx, rows } = await world();
    const missing = async (): Promise<Target> => {
      throw new Fault('service_missing', { object: '117' });
    };
    const run = serviceOperation(missing, {
      command: 'suspend',
      execute: async () => ({ outcome: {} }),
    });
    await expect(run(ctx, CALL)).rejects.toMatchObject({ type: 'service_missing' });
    expect(await rows()).toEqual([]);
  });
});

describe('a step that is checked first', () => {
  const checked = (check: () => Promise<Facts>, act: () => Promise<{ id: string }>) =>
    suspension({
      async execute(run) {
        await run.step('bind', {
          intent: { ip: '192.0.2.1' },
          check,
          find: async () => null,
          act,
        });
        return { outcome: {} };
      },
    });

  test('leaves nothing in doubt when the check refuses it', async () => {
    const { ctx, journal } = await world();
    const refuse = async () => {
      throw new Fault('address_refused', { object: 'ip' });
    };
    const { run } = checked(refuse, async () => ({ id: '5' }));
    await expect(run(ctx, CALL)).rejects.toMatchObject({ type: 'address_refused' });
    const [row] = await journal.operations({ item: '117' });
    expect(await journal.steps(row?.id ?? 0)).toEqual([]);
  });

  test('takes back the intent of an attempt that is known not to have acted', async () => {
    const { ctx, journal } = await world();
    const lost = async (): Promise<{ id: string }> => {
      throw new Fault('upstream_answer_lost', { object: 'order' });
    };
    await expect(checked(async () => ({}), lost).run(ctx, CALL)).rejects.toThrow();
    const [row] = await journal.operations({ item: '117' });
    expect(await journal.steps(row?.id ?? 0)).toMatchObject([{ name: 'bind', result: null }]);
    const refuse = async () => {
      throw new Fault('price_above_max', {});
    };
    await expect(checked(refuse, lost).run(ctx, CALL)).rejects.toMatchObject({
      type: 'price_above_max',
    });
    expect(await journal.steps(row?.id ?? 0)).toEqual([]);
  });
});

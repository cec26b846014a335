import { expect, test } from 'vitest';
import type { Facts, ServiceRow, Tariff } from '../../src/billmanager/billmanager.ts';
import { DatabaseUnreadable } from '../../src/billmanager/database/session.ts';
import { databaseFirst } from '../../src/billmanager/database-first.ts';
import { LinesLog } from './lines-log.ts';

const tariff = (name: string): Tariff => ({
  id: '5',
  name,
  intname: name,
  itemtype: 'soft',
  params: new Map(),
});
const row = (id: string): ServiceRow => ({
  id,
  itemtype: 'soft',
  name: '',
  account: '1',
  status: 'active',
  pricelist: '5',
  period: 1,
  expiredate: null,
  createdate: null,
  processingmodule: '1',
  params: new Map(),
  isWhole: true,
});

/** Both ways as a test wants them; what it does not name is not asked. */
function world(
  database: Partial<Facts>,
  forms: Partial<Facts>,
  way: 'auto' | 'database' | 'forms' = 'auto',
) {
  const log = new LinesLog();
  let now = Date.parse('2026-03-05T00:00:00Z');
  const clock = {
    now: () => new Date(now),
    boot: () => ({ boot: 'boot', uptimeMs: 0 }),
    sleep: async () => {},
  };
  const facts = databaseFirst(whole(database), whole(forms), { clock, log, way: async () => way });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { facts, log, pass };
}

const whole = (parts: Partial<Facts>): Facts =>
  new Proxy(parts as Facts, {
    get: (known, name) =>
      Reflect.get(known, name) ?? (() => expect.unreachable(`${String(name)} was asked`)),
  });

const away = () => Promise.reject(new DatabaseUnreadable('nobody listens'));

test('the database tells, and no form is asked', async () => {
  const { facts, log } = world({ tariff: async () => tariff('database') }, {});
  expect((await facts.tariff('5')).name).toBe('database');
  expect(log.lines).toEqual([]);
});

test('where it cannot be read the forms tell, which is logged once; after a while it is tried again', async () => {
  let isAway = true;
  let asked = 0;
  const { facts, log, pass } = world(
    {
      tariff: () => {
        asked += 1;
        return isAway ? away() : Promise.resolve(tariff('database'));
      },
    },
    { tariff: async () => tariff('forms') },
  );
  for (const _ of [1, 2, 3]) expect((await facts.tariff('5')).name).toBe('forms');
  expect(asked).toBe(1);
  expect(log.lines).toEqual([expect.stringContaining('cannot be read (nobody listens)')]);
  isAway = false;
  pass(60_000);
  expect((await facts.tariff('5')).name).toBe('database');
  expect((await facts.tariff('5')).name).toBe('database');
});

test('any other failure is the caller’s', async () => {
  const { facts } = world({ tariff: () => Promise.reject(new Error('a mistake')) }, {});
  await expect(facts.tariff('5')).rejects.toThrow('a mistake');
});

test('that something is not there is believed only if both say so', async () => {
  const operation = {
    ...{
      id: '9',
      item: '1',
      command: 'open',
      trycount: 2,
      manual: false,
      hasTask: false,
      isTaskClosed: false,
    },
  };
  const missing = { runningOperation: async () => null, service: async () => null };
  const { facts } = world(missing, { ...missing, runningOperation: async () => operation });
  expect(await facts.runningOperation('9')).toEqual(operation);
  expect(await facts.service('1')).toBeNull();
  const { facts: alone } = world(missing, {}, 'database');
  expect(await alone.runningOperation('9')).toBeNull();
});

test('a list that breaks off in the middle is told to its end by the forms, each row once', async () => {
  const { facts } = world(
    {
      async *services() {
        yield row('1');
        yield row('2');
        await away();
      },
    },
    {
      async *services() {
        for (const id of ['1', '2', '3']) yield row(id);
      },
    },
  );
  const ids: string[] = [];
  for await (const { id } of facts.services('soft')) ids.push(id);
  expect(ids).toEqual(['1', '2', '3']);
});

test('the conf decides: forms alone, or the database alone', async () => {
  const { facts: forms } = world({}, { tariff: async () => tariff('forms') }, 'forms');
  expect((await forms.tariff('5')).name).toBe('forms');
  const { facts: database } = world({ tariff: away }, {}, 'database');
  await expect(database.tariff('5')).rejects.toMatchObject({
    type: 'billing_unreachable',
    kind: 'passing',
    value: 'nobody listens',
  });
});

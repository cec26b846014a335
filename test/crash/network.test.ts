import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mariadb } from '../support/mariadb.ts';
import { Lab } from './lab.ts';
import { type Prepared, prepared } from './matrix.ts';
import { CURRENT } from './scenarios.ts';
import { errorType, tryFaults } from './trial.ts';

/**
 * What may happen to a request that changes something, and what BILLmanager is told if the first
 * start cannot clear it up.
 */
const ACT_FAULTS: readonly (readonly [fault: string, type: string])[] = [
  ['reset-before', 'upstream_answer_lost'],
  ['reset-after', 'upstream_answer_lost'],
  ['hang-before', 'upstream_answer_lost'],
  ['hang-after', 'upstream_answer_lost'],
  ['slow:30', 'upstream_answer_lost'],
  ['slow:1', ''],
  ['html502-before', 'upstream_answer_bad'],
  ['html502-after', 'upstream_answer_bad'],
  ['empty-before', 'upstream_answer_bad'],
  ['empty-after', 'upstream_answer_bad'],
  ['cut', 'upstream_answer_bad'],
  ['charset', 'upstream_answer_bad'],
  ['charset:windows-1251', ''],
  ['other-document', 'upstream_answer_bad'],
  ['other-document:form', 'upstream_answer_bad'],
  ['redirect-before', 'upstream_answer_bad'],
  ['redirect-after', 'upstream_answer_bad'],
  ['refuse-before:200', 'upstream_answer_lost'],
  ['error:db_locked', 'upstream_refused'],
  ['error:client', 'upstream_refused'],
  ['error:too_many_requests', 'upstream_busy'],
];
/** Those that tell most, for acts that cost nothing. */
const FEW = new Set(['reset-before', 'reset-after', 'other-document:form']);

/** Acts by the scenario in which they stand. */
const ACTS: readonly (readonly [scenario: string, func: string])[] = [
  ['open', 'soft.order.param'],
  ['prolong', 'service.prolong'],
  ['setparam, address and name', 'soft.edit&sok=ok'],
  ['setparam, tariff', 'service.changepricelist'],
  ['suspend', 'soft.suspend'],
  ['resume', 'soft.resume'],
  ['close, delete', 'soft.delete'],
  ['gen_key', 'soft.edit&clicked_button=newkey'],
];

const READ_FAULTS = [
  'reset',
  'hang',
  'slow:30',
  'html502',
  'empty',
  'cut',
  'charset',
  'other-document',
  'other-document:form',
  'redirect',
  'refuse:200',
];
/** Reads of a first order; each meets some of the faults, `soft.edit` all. */
const READS: readonly (readonly [func: string, faults: readonly string[]])[] = [
  ['soft.edit', READ_FAULTS],
  ['soft', ['html502', 'rows:drop', 'filter:ip=203.0.113.9']],
  ['soft.checkip', ['reset', 'other-document']],
  ['pricelist.export', ['empty', 'other-document']],
  ['subaccount', ['cut', 'other-document']],
];

/** Refusals, and what the client reads of them. */
const REFUSALS: readonly (readonly [fault: string, type: string])[] = [
  ['error:auth', 'upstream_auth'],
  ['error:access:order', 'upstream_access'],
  ['error:missed:pricelist', 'upstream_missed'],
  ['error:value:licname', 'upstream_value'],
  ['error:exists:licname', 'upstream_refused'],
  ['error:limit:ip', 'upstream_refused'],
  ['error:not_enough_money', 'upstream_money'],
  ['error:license', 'upstream_refused'],
  ['error:unknown', 'upstream_refused'],
  ['error:never_heard_of', 'upstream_refused'],
];

const scenarioOf = (name: string) => {
  const found = CURRENT.find(each => each.name === name);
  if (!found) throw new Error(`there is no scenario "${name}"`);
  return found;
};

/** One lab a scenario, set up when its tests begin. */
function ready(name: string): () => Prepared {
  let lab: Lab | undefined;
  let made: Prepared | undefined;
  beforeAll(async () => {
    lab = new Lab({ database: await mariadb() });
    made = await prepared(lab, scenarioOf(name));
  });
  afterAll(() => lab?.close());
  return () => {
    if (!made) throw new Error('it has not been set up');
    return made;
  };
}

describe.each(ACTS)('%s: the request %s', (name, func) => {
  const scenario = ready(name);
  const isMoney = name === 'open' || name === 'prolong';
  const faults = isMoney ? ACT_FAULTS : ACT_FAULTS.filter(([fault]) => FEW.has(fault));

  test.each(faults)('that meets "%s" is carried out once', async (action, type) => {
    const trial = await tryFaults(scenario(), [[{ side: 'upstream', func, action, count: 1 }]]);
    expect(trial.differences).toEqual([]);
    expect(trial.tasks).toBe(0);
    if (trial.first.exitCode !== 0) expect(errorType(trial.first)).toBe(type);
  });
});

describe('open, first of all: the read', () => {
  const scenario = ready('open, first of all');

  test.each(READS.flatMap(([func, faults]) => faults.map(action => [func, action] as const)))(
    '%s that meets "%s" is repeated, and nothing is said to the client',
    async (func, action) => {
      const trial = await tryFaults(scenario(), [[{ side: 'upstream', func, action, count: 1 }]]);
      expect(trial.differences).toEqual([]);
      expect(trial.tasks).toBe(0);
    },
  );
});

describe('open: an order that is refused', () => {
  const scenario = ready('open');

  test.each(REFUSALS)(
    'with "%s" is told as %s, with a task; once that is mended it is placed',
    async (action, type) => {
      const func = 'soft.order.param';
      const trial = await tryFaults(scenario(), [[{ side: 'upstream', func, action, count: 1 }]]);
      expect(errorType(trial.first)).toBe(type);
      expect(trial.tasks).toBe(1);
      expect(trial.problems).toEqual(
        type === 'upstream_auth' || type === 'upstream_access' ? ['processingmodule_connect'] : [],
      );
      expect(trial.differences).toEqual([]);
    },
  );
});

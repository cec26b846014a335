import { afterEach, beforeEach } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import type { Billmanager } from '../../src/billmanager/billmanager.ts';
import { formFacts } from '../../src/billmanager/forms/form-facts.ts';
import { Mgrctl } from '../../src/billmanager/mgrctl/mgrctl.ts';
import { mgrctlBillmanager } from '../../src/billmanager/mgrctl-billmanager.ts';
import { errorDocument, FakeRoot } from './fake-root.ts';
import { LinesLog } from './lines-log.ts';

export const MISSED = errorDocument('missed', { object: 'elid', text: 'no such object' });
export const ITEMTYPES = ['soft', 'softexternal', 'platform'];

/**
 * A BILLmanager of each test's own, whose answers the test sets, and what was called and logged
 * there.
 */
export let root: FakeRoot;
export let log: LinesLog;
export let billing: Billmanager;

beforeEach(() => {
  root = new FakeRoot();
  log = new LinesLog();
  const clock: Clock = {
    now: () => new Date(2026, 2, 5, 7, 8, 9),
    boot: () => ({ boot: 'boot', uptimeMs: 0 }),
    sleep: async () => {},
  };
  const manager = new Mgrctl({
    root: root.path,
    moduleName: 'pmcpbillmgr',
    mayAct: () => undefined,
    log,
  });
  const facts = formFacts(manager, { itemtypes: ITEMTYPES, log });
  billing = mgrctlBillmanager(manager, { facts, clock });
});
afterEach(() => root.remove());

/** Names of the functions that were called, in order. */
export const functions = (): string[] => root.calls().map(each => each.func);

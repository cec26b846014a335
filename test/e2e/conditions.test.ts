import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setParam } from '../../sandbox/billmanager/items.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { CONF_FILE } from '../../src/base/paths.ts';
import { serviceIn } from '../support/remoteid.ts';
import { chargedFor, errorOf, journalOf, later, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;

const checkevent = (box: RunningSandbox, ...args: string[]) =>
  box.runModule(['checkevent', ...args]);
const problems = (box: RunningSandbox): string[] => box.problems().map(each => each.name);
const funcs = (box: RunningSandbox): string[] => box.calls('upstream').map(each => each.func);
const confOf = (box: RunningSandbox): string => join(box.root, CONF_FILE);

function rewriteConf(box: RunningSandbox, change: (text: string) => string): void {
  const file = confOf(box);
  writeFileSync(file, change(readFileSync(file, 'utf8')), { mode: 0o600 });
}

async function sold(box: RunningSandbox, count = 1): Promise<number[]> {
  const items: number[] = [];
  for (let index = 1; index <= count; index++)
    items.push((await box.order({ tariff: '3541', ip: `192.0.2.${index}` })).item);
  await checkevent(box);
  return items;
}

/** One task, and BILLmanager no longer repeats it. */
function expectHandedOver(box: RunningSandbox, count = 1): void {
  expect(box.tasks()).toHaveLength(count);
  expect(box.operations().map(each => each.manual)).toEqual(Array(count).fill(true));
}

describe('renewals without money', () => {
  test('are all made by the run of cron that finds the balance grown; nobody clicks anything', async () => {
    const box = await sandbox();
    const items = await sold(box, 6);
    box.set('balance', '0.01');
    for (const item of items) expect(errorOf(await box.prolong(item)).type).toBe('upstream_money');
    expectHandedOver(box, 6);
    box.clearCalls();
    for (let run = 1; run <= 3; run++) await checkevent(box);
    expect(funcs(box)).not.toContain('service.prolong');
    expect(problems(box)).toContain('cpbillmgr_balance_low');
    expect(items.map(item => chargedFor(box, item).length)).toEqual(Array(6).fill(1));
    box.set('balance', '10000.00');
    // a refusal is believed after a look, a minute later
    later(box, 5);
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(items.map(item => chargedFor(box, item).length)).toEqual(Array(6).fill(2));
    expect(box.operations()).toEqual([]);
    expect(problems(box)).toEqual([]);
    await checkevent(box);
    expect(items.map(item => chargedFor(box, item).length)).toEqual(Array(6).fill(2));
  });

  test('the first refusal ends the waiting of all that cost as much', async () => {
    const box = await sandbox();
    const items = await sold(box, 3);
    const [first] = box.charges();
    box.set('balance', '0.01');
    for (const item of items) await box.prolong(item);
    const price = Number(/[\d.]+/.exec(first?.what ?? '')?.[0] ?? Number.NaN);
    box.clearCalls();
    box.set('balance', Number.isNaN(price) ? '1.00' : String(price));
    await checkevent(box);
    expect(funcs(box).filter(each => each === 'service.prolong').length).toBeLessThan(3);
  });

  test('nothing is bought for a service that BILLmanager has closed meanwhile', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box);
    box.set('balance', '0.01');
    await box.prolong(item);
    await box.closeService(item);
    box.set('balance', '10000.00');
    await checkevent(box);
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(1);
    const journal = await journalOf(box);
    expect(await journal.operations({ command: 'prolong', states: ['open', 'waiting'] })).toEqual(
      [],
    );
    await journal.dispose();
  });
});

describe('a client’s renewal goes on by itself', () => {
  test('when a password that was wrong for a minute is right again', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box);
    const { password } = box;
    box.set('password', 'another-one');
    expect(errorOf(await box.prolong(item)).type).toBe('upstream_auth');
    expectHandedOver(box);
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(1);
    box.set('password', password);
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(2);
    expect(box.operations()).toEqual([]);
  });

  test('although its Preset line is gone', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box);
    rewriteConf(box, text => text.replace(/^Preset 3541.*\n/m, ''));
    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(chargedFor(box, item)).toHaveLength(2);
  });

  test('when a conf that could not be read is mended', async () => {
    const box = await sandbox();
    const [item = 0] = await sold(box);
    const text = readFileSync(confOf(box), 'utf8');
    rewriteConf(box, () => `${text}\nnonsense\n`);
    expect(errorOf(await box.prolong(item)).type).toBe('conf_bad');
    expectHandedOver(box);
    rewriteConf(box, () => text);
    await checkevent(box);
    expect(chargedFor(box, item)).toHaveLength(2);
    expect(box.operations()).toEqual([]);
    expect(box.upstreamServices()[0]?.expiredate).toBe(box.service(item).expiredate);
  });

  test('and so does an order, when its Preset line is there', async () => {
    const box = await sandbox();
    const text = readFileSync(confOf(box), 'utf8');
    rewriteConf(box, () => text.replace(/^Preset 3541.*\n/m, ''));
    const { item, stdout } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(errorOf({ stdout }).type).toBe('preset_unknown');
    rewriteConf(box, () => text);
    await checkevent(box);
    expect(box.service(item).status).toBe(ACTIVE);
    expect(box.charges()).toHaveLength(1);
  });
});

test('a license that ran out and is paid a day late is charged once, and resumed', async () => {
  const box = await sandbox({ settings: { prolong_resumes: 'off' } });
  const [item = 0] = await sold(box);
  box.setClock('+33d');
  await checkevent(box);
  expect(box.upstreamServices()[0]?.status).toBe(SUSPENDED);
  expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
  await checkevent(box);
  expect(chargedFor(box, item)).toHaveLength(2);
  expect(box.upstreamServices()[0]?.status).toBe(ACTIVE);
  expect(box.service(item).status).toBe(ACTIVE);
});

test('a change of tariff whose address is refused leaves the tariff where it was on both sides', async () => {
  const box = await sandbox();
  const [item = 0] = await sold(box);
  const before = box.service(item).tariff;
  await box.order({ tariff: '4601', ip: '192.0.2.50' });
  setParam(box.billing, item, 'ip', '192.0.2.50');
  box.clearCalls();
  expect(errorOf(await box.changeTariff(item, '4601')).type).toBe('address_refused');
  expect(box.service(item).tariff).toBe(before);
  const license = box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item));
  expect(license).toMatchObject({ ip: '192.0.2.1', pricelist: 3541 });
  expect(funcs(box)).not.toContain('service.changepricelist');
});

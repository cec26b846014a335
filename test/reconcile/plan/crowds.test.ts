import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { PARAM_LICENSE_ID } from '../../../src/billmanager/param-names.ts';
import type { Context } from '../../../src/operations/engine/context.ts';
import { ledgerRow } from '../../../src/operations/engine/ledger-row.ts';
import { makePlan } from '../../../src/reconcile/plan/make-plan.ts';
import type { Vendor } from '../../../src/vendor/vendor.ts';
import { aWorld } from '../../support/a-world.ts';
import { MODULE, MODULES } from '../../support/billmanager-rows.ts';
import { cron } from '../../support/cron.ts';
import { MARK, serviceIn } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';
import { ACCOUNT } from '../../support/vendor-client.ts';

const PAGE = 2000;
const SERVICES = 10_000;
const FOREIGN = 50_000;
/** Every other list's filter and two readings, this one's filter and first page, a balance. */
const BESIDES = 25;

/** Services of ours, and licenses of others at the same account, without a word to anybody. */
async function crowd(services: number, foreign: number) {
  const world = aWorld({
    settings: { rowsPerPage: PAGE },
    conf: `[sync]\nrows = ${PAGE}\n`,
  });
  world.vendor.balance = 1e9;
  const rows = [];
  for (let each = 1; each <= services; each++) {
    const ip = `10.0.${each >> 8}.${each & 255}`;
    const service = world.order({ ip, licname: `name ${each}` });
    const remoteid = `${MARK}-${service.id}`;
    const facts = { ip, licname: service.licname, remoteid };
    const license = world.sold(facts);
    service.params.set(PARAM_LICENSE_ID, license.id);
    service.status = 'active';
    const owner = { account: ACCOUNT, itemtype: 'soft', licenseId: license.id, module: MODULE };
    const known = { ...facts, status: 'active', expiredate: license.expiredate } as const;
    const bought = { source: 'order', preset: '3541', pricelist: '3541', tariff: '10' } as const;
    rows.push({ put: ledgerRow({ ...owner, item: service.id }, { ...known, ...bought }) });
  }
  for (let each = 1; each <= foreign; each++) world.sold({ remoteid: `l${each}` });
  await world.ctx.journal.write(rows);
  return world;
}

test('ten thousand services among fifty thousand licenses of others', async () => {
  const world = await crowd(SERVICES, FOREIGN);
  const pages = (SERVICES + FOREIGN) / PAGE;
  const first = await cron(world.restart());
  expect([first.listed, first.troubles]).toEqual([SERVICES + FOREIGN, []]);
  const ctx = world.restart();
  world.script.requests.length = 0;
  expect(await cron(ctx)).toMatchObject({ changed: 0, troubles: [] });
  expect(world.script.requests.length).toBeLessThanOrEqual(pages + 5);
  const planning = world.restart();
  world.script.requests.length = 0;
  const { accounts } = await makePlan(planning);
  expect(accounts).toMatchObject([{ licenses: SERVICES + FOREIGN, differences: [] }]);
  expect(accounts[0]?.foreign).toHaveLength(FOREIGN);
  expect(world.script.requests.length).toBeLessThanOrEqual(pages + BESIDES);
}, 60_000);

describe('three vendor accounts', () => {
  const OTHERS = ['8', '9'];
  const urlOf = (module: string): string => `https://vendor.example/${module}`;

  /** A module each; a license is at the account of its service's module. */
  async function three() {
    const world = aWorld();
    const [usual] = MODULES;
    for (const id of OTHERS)
      if (usual) world.billmanager.modules.set(id, { ...usual, id, url: urlOf(id) });
    const silent = new Set<string>();
    const moduleOf = (remoteid: string) =>
      world.billmanager.services.get(serviceIn(remoteid))?.processingmodule ?? MODULE;
    const at = (vendor: Vendor, module: string): Vendor => ({
      ...vendor,
      async listPage(itemtype, page, rows) {
        if (silent.has(module)) throw new Fault('upstream_unreachable', { object: 'list' });
        const answer = await vendor.listPage(itemtype, page, rows);
        return { ...answer, rows: answer.rows.filter(row => moduleOf(row.remoteid) === module) };
      },
    });
    const apart = (ctx: Context): Context => ({
      ...ctx,
      async vendor(settings) {
        const { vendor } = await ctx.vendor(settings);
        const module = OTHERS.find(each => urlOf(each) === settings.url) ?? MODULE;
        return { vendor: at(vendor, module), account: `${ACCOUNT} ${module}` };
      },
    });
    const sold = [];
    for (const [index, processingmodule] of [MODULE, ...OTHERS].entries()) {
      const wish = { processingmodule, ip: `192.0.2.${index + 1}` };
      const split = Object.assign({}, world, { ctx: apart(world.ctx) });
      sold.push(await opened(split, wish));
    }
    await cron(apart(world.restart()));
    const planned = async () => {
      const plan = await makePlan(apart(world.restart()));
      return plan.accounts.map(({ pass, differences }) => [
        pass.modules.join(),
        differences.map(({ kind }) => kind).join(),
      ]);
    };
    return { world, sold, silent, planned, run: () => cron(apart(world.restart())) };
  }

  test('are each held against their own services', async () => {
    const { sold, planned, run } = await three();
    expect(await planned()).toEqual([
      [MODULE, ''],
      ['8', ''],
      ['9', ''],
    ]);
    for (const { license } of sold) license.status = 'suspended';
    expect((await planned()).map(([, kinds]) => kinds)).toEqual(['status', 'status', 'status']);
    expect(await run()).toMatchObject({ updated: 3, troubles: [] });
    expect(sold.map(({ service }) => service.status)).toEqual([
      ...['suspended', 'suspended', 'suspended'],
    ]);
  });

  test('one that does not answer hides none of the others', async () => {
    const { sold, silent, planned, run } = await three();
    for (const { license } of sold) license.status = 'suspended';
    silent.add('8');
    expect((await planned()).map(([, kinds]) => kinds)).toEqual(['status', '', 'status']);
    expect((await run()).updated).toBe(2);
    silent.clear();
    expect((await run()).updated).toBe(1);
  });
});

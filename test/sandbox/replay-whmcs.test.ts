import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { contentOf, errorOf, type Params, request, sandboxFor } from './helpers.ts';

/**
 * The calls of ISPsystem's module for WHMCS (docs/reference/sources.md, WHMCS): POST, `out=xml`, no
 * `sok` for suspend and resume, an order with `project=1` and without autoprolong; what it reads it
 * reads by fixed paths, and an answer that has nothing there stops it.
 */
class WhmcsModule {
  private readonly sandbox: RunningSandbox;

  constructor(sandbox: RunningSandbox) {
    this.sandbox = sandbox;
  }

  async ask(func: string, params: Params): Promise<string> {
    const { username, password } = this.sandbox;
    const login = { out: 'xml', func, authinfo: `${username}:${password}` };
    const answer = await (await request(this.sandbox, { ...login, ...params })).text();
    if (errorOf(answer) !== '') throw new Error(errorOf(answer));
    return answer;
  }

  /** Its service 117, with the addon that is included and so many more. */
  async order(pricelist: number, addon: Params = {}): Promise<string> {
    const answer = await this.ask('soft.order.param', {
      ...{
        pricelist,
        period: 1,
        pid: 117,
        ip: '192.0.2.10',
        licname: 'client.example',
        project: 1,
      },
      ...{ sok: 'ok', skipbasket: 'on', remoteid: 'l117', clicked_button: 'finish', ...addon },
    });
    return at(answer, 'id');
  }

  /** Asks until there is a key; answers key and end date. */
  async key(elid: string): Promise<{ lickey: string; end: string }> {
    for (let looks = 0; looks < 10; looks += 1) {
      const form = await this.ask('soft.edit', { elid });
      const lickey = at(form, 'lickey');
      if (lickey !== '') return { lickey, end: at(form, 'expiredate') };
    }
    throw new Error('no key after ten looks');
  }

  edit(elid: string, change: { licname: string; ip: string; remoteid: string }): Promise<string> {
    return this.ask('soft.edit', { elid, ...change, sok: 'ok' });
  }

  async prolong(elid: string): Promise<string> {
    const answer = await this.ask('service.prolong', { elid, period: 1, sok: 'ok' });
    const [, inner = ''] = /<doc[^>]*><doc>(.*)<\/doc>/.exec(contentOf(answer)) ?? [];
    return at(`<doc>${inner}</doc>`, 'newexpiredate');
  }
}

/** `/doc/NAME`: a child of the root, not of anything below it. */
function at(xml: string, name: string): string {
  const [, content = ''] = /<doc[^>]*>(.*)<\/doc>/s.exec(contentOf(xml)) ?? [];
  const direct = content.replace(/<doc>.*<\/doc>/s, '');
  const match = new RegExp(`<${name}(?:/>|>([^<]*)</${name}>)`).exec(direct);
  if (!match) throw new Error(`/doc/${name} is not in ${xml}`);
  return match[1] ?? '';
}

/** It knows one place for an order's id. */
const SETTINGS = { order_answer: 'id', form_answer: 'flat', activation_reads: '2' };

test('WHMCS: ordered, waited for, renewed, stopped, gone on with, changed, released, used again', async () => {
  const sandbox = await sandboxFor({ settings: SETTINGS });
  const whmcs = new WhmcsModule(sandbox);
  const elid = await whmcs.order(4601, { addon_4602: 1 + 2 });
  const { lickey, end } = await whmcs.key(elid);
  expect(lickey).toMatch(new RegExp(`^${elid}-`));
  const license = () => sandbox.upstreamServices()[0];
  expect(license()).toMatchObject({ status: 2, remoteid: 'l117', addons: { 4602: 3 } });

  expect(await whmcs.prolong(elid)).not.toBe(end);
  await whmcs.ask('soft.suspend', { elid });
  expect(license()?.status).toBe(3);
  await whmcs.ask('soft.resume', { elid });
  await whmcs.edit(elid, { licname: 'new.example', ip: '192.0.2.10', remoteid: 'l117' });
  expect(license()).toMatchObject({ status: 2, licname: 'new.example' });
  const remade = at(
    await whmcs.ask('soft.edit', { elid, clicked_button: 'newkey', sok: 'ok' }),
    'lickey',
  );
  expect(remade).toMatch(new RegExp(`^${elid}-`));

  // terminated: kept for the next client, under no name of anybody's
  await whmcs.ask('soft.suspend', { elid });
  await whmcs.edit(elid, { licname: 'free.lic', ip: '0.0.0.0', remoteid: 'l' });
  expect(license()).toMatchObject({ status: 3, ip: '0.0.0.0', remoteid: 'l' });

  // used again past its end: a renewal, and no resumption after it
  sandbox.setClock('+100d');
  await whmcs.edit(elid, { licname: 'second.example', ip: '192.0.2.20', remoteid: 'l118' });
  await whmcs.prolong(elid);
  await whmcs.prolong(elid);
  expect(license()).toMatchObject({ status: 2, ip: '192.0.2.20', remoteid: 'l118' });
  expect(sandbox.charges().map(each => each.what)).toEqual([
    'order',
    'prolong',
    'prolong',
    'prolong',
  ]);
});

test('WHMCS: several licenses are kept without an address', async () => {
  const sandbox = await sandboxFor({ settings: { ...SETTINGS, activation_reads: '0' } });
  const whmcs = new WhmcsModule(sandbox);
  for (let turn = 0; turn < 2; turn += 1) {
    const elid = await whmcs.order(3541);
    await whmcs.ask('soft.suspend', { elid });
    await whmcs.edit(elid, { licname: 'free.lic', ip: '0.0.0.0', remoteid: 'l' });
  }
  expect(sandbox.upstreamServices().map(each => each.ip)).toEqual(['0.0.0.0', '0.0.0.0']);
});

test('WHMCS: a refusal is read by type and text', async () => {
  const sandbox = await sandboxFor({ settings: { ...SETTINGS, balance: '1' } });
  await expect(new WhmcsModule(sandbox).order(3541)).rejects.toThrow('not_enough_money:balance');
});

import { expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { type Params, request, sandboxFor } from './helpers.ts';

interface Bjson {
  readonly id?: { readonly v?: string };
  readonly model?: Readonly<Record<string, string>>;
  readonly error?: { readonly msg?: unknown };
}

/**
 * The calls of Upmind's provider (docs/reference/sources.md, UP): `out=bjson`, `lang=en`, a bare
 * number as remoteid. It keeps the key alone and takes the license's id from its beginning.
 */
class UpmindProvider {
  private readonly sandbox: RunningSandbox;

  constructor(sandbox: RunningSandbox) {
    this.sandbox = sandbox;
  }

  async ask(func: string, params: Params): Promise<Bjson> {
    const { username, password } = this.sandbox;
    const common = { out: 'bjson', lang: 'en', authinfo: `${username}:${password}` };
    const answer = await request(this.sandbox, { func, ...params, ...common });
    const parsed: Bjson = JSON.parse(await answer.text());
    if (parsed.error?.msg) throw new Error(String(parsed.error.msg));
    return parsed;
  }

  async create(pricelist: number, period: number): Promise<Readonly<Record<string, string>>> {
    const ordered = await this.ask('soft.order.param', {
      ...{ pricelist, period, ip: '192.0.2.10', licname: '117', sok: 'ok', skipbasket: 'on' },
      ...{ remoteid: '117', clicked_button: 'finish', autoprolong: 'null' },
    });
    const elid = ordered.id?.v;
    if (elid === undefined) throw new Error('the order answers no id.v');
    return this.form(elid);
  }

  async form(elid: string): Promise<Readonly<Record<string, string>>> {
    const { model } = await this.ask('soft.edit', { elid });
    if (model === undefined) throw new Error('the form has no model');
    return model;
  }
}

const idOf = (key: string): string => key.slice(0, key.indexOf('-'));
const SETTINGS = { order_answer: 'id', form_answer: 'flat' };

test('Upmind: created, counted, renewed, changed, given a new key, ended, by its key alone', async () => {
  const sandbox = await sandboxFor({ settings: SETTINGS });
  const upmind = new UpmindProvider(sandbox);
  const created = await upmind.create(55227, 1);
  expect(created).toMatchObject({
    ...{ licname: '117', ip: '192.0.2.10', status: '2', webdomains: '0' },
    ...{ pricelist: '55227', pricelist_name: 'ispmanager 6 lite' },
  });
  const elid = idOf(created['lickey'] ?? '');
  expect(elid).toBe(created['id']);

  await upmind.ask('service.prolong', { elid, period: 12, sok: 'ok' });
  const renewed = await upmind.form(elid);
  expect(renewed['expiredate']?.slice(0, 4)).not.toBe(created['expiredate']?.slice(0, 4));
  const change = { elid, pricelist: 55228, period: 12, sok: 'ok' };
  await upmind.ask('service.changepricelist', change);
  expect((await upmind.form(elid))['pricelist']).toBe('55228');
  await upmind.ask('soft.edit', { elid, clicked_button: 'newkey', sok: 'ok' });
  const remade = (await upmind.form(elid))['lickey'] ?? '';
  expect([idOf(remade), remade === created['lickey']]).toEqual([elid, false]);

  await upmind.ask('soft.delete', { elid, sok: 'ok' });
  await expect(upmind.form(elid)).rejects.toThrow(/not found/);
  expect(sandbox.charges().map(each => each.what)).toEqual(['order', 'prolong', 'changepricelist']);
});

test('Upmind: a trial is ordered and cannot be renewed; the text of the refusal is read', async () => {
  const sandbox = await sandboxFor({ settings: SETTINGS });
  const upmind = new UpmindProvider(sandbox);
  const trial = await upmind.create(55239, -100);
  const elid = idOf(trial['lickey'] ?? '');
  await expect(upmind.ask('service.prolong', { elid, period: 1, sok: 'ok' })).rejects.toThrow(
    /cannot be renewed/,
  );
});

test('Upmind: a vendor that lacks a function says so', async () => {
  const settings = { ...SETTINGS, missing_functions: 'service.change*' };
  const upmind = new UpmindProvider(await sandboxFor({ settings }));
  const { lickey = '' } = await upmind.create(55227, 1);
  const change = { elid: idOf(lickey), pricelist: 55228, period: 1, sok: 'ok' };
  await expect(upmind.ask('service.changepricelist', change)).rejects.toThrow(
    /"func" service.changepricelist not found/,
  );
});

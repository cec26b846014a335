import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { STATE_FILE } from '../../../src/base/paths.ts';
import { marked, purchased } from '../../support/remoteid.ts';
import { letTimePassInState } from '../../support/time-passes.ts';
import {
  buyPath,
  logOf,
  moduleCharges,
  modulesOf,
  ORDER_URL,
  sandboxFor,
  sellLicense,
  startGateway,
  tariffId,
} from './support.ts';

const AUTOMATIC = `mode = automatic\norder_url = ${ORDER_URL}\n`;

describe('Buy in automatic mode', () => {
  test('orders for a license of ours, and shows it in the language of the client', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license, item } = await sellLicense(box);
    const gateway = await startGateway(box);
    const { status, text } = await gateway.get(buyPath(license), {
      'accept-language': 'de, ru;q=0.8, en;q=0.5',
    });
    expect(status).toBe(200);
    expect(text).toContain('Модуль заказан');
    for (const shown of ['Dr.Web 55361', String(license), '192.0.2.10', '450.00 RUB'])
      expect(text).toContain(shown);
    const [module, ...more] = modulesOf(box);
    expect(more).toEqual([]);
    expect(module).toMatchObject({
      pricelist: 55361,
      parent: license,
      status: 2,
      autoprolong: 'null',
    });
    expect(moduleCharges(box)).toMatchObject([{ what: 'order', remoteid: purchased(item, 55361) }]);
    expect(text).toContain(module?.expiredate ?? '?');
  });

  test('makes a service of it that BILLmanager renews and closes like any other', async () => {
    const box = await sandboxFor(AUTOMATIC);
    appendFileSync(
      `${box.root}/etc/cpbillmgr.conf`,
      `\n[price 55361]\ntariff = ${tariffId(box, 55361)}\n`,
    );
    const { license, item } = await sellLicense(box, '192.0.2.10', { account: 2 });
    const gateway = await startGateway(box);
    await gateway.get(buyPath(license));
    const service = box.services().find(each => each.itemtype === 'addition');
    const [module] = modulesOf(box);
    // nothing is paid yet: it ends today, and BILLmanager bills the client from here on
    expect(service).toMatchObject({
      account: 2,
      tariff: '55361-Dr.Web',
      expiredate: box.today(),
      status: 2,
    });
    expect(service?.params).toMatchObject({
      license_id: String(module?.id),
      license: String(license),
    });
    expect(module?.remoteid).toEqual(marked(service?.id ?? 0));
    const moduleItem = service?.id ?? 0;
    expect(moduleItem).not.toBe(item);
    expect(await box.prolong(moduleItem)).toMatchObject({ exitCode: 0, ended: true });
    expect(moduleCharges(box)).toHaveLength(1);
    expect(await box.prolong(moduleItem)).toMatchObject({ exitCode: 0, ended: true });
    expect(moduleCharges(box)).toHaveLength(2);
    expect(await box.closeService(moduleItem)).toMatchObject({ exitCode: 0, ended: true });
    expect(modulesOf(box).map(each => each.status)).toEqual([4]);
  });

  test('a click, a second one and two tabs at once order once', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    const tabs = await Promise.all(Array.from({ length: 6 }, () => gateway.get(buyPath(license))));
    const again = await gateway.get(buyPath(license));
    expect([...tabs, again].map(each => each.status)).toEqual(Array(7).fill(200));
    expect(again.text).toContain('This license already has the module');
    expect(moduleCharges(box)).toHaveLength(1);
    expect(box.services().filter(each => each.itemtype === 'addition')).toHaveLength(1);
  });

  test('each module and each license is an order of its own', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const one = await sellLicense(box, '192.0.2.10');
    const two = await sellLicense(box, '192.0.2.11');
    const gateway = await startGateway(box);
    await gateway.get(buyPath(one.license));
    await gateway.get(buyPath(one.license, '', 23221));
    await gateway.get(buyPath(two.license, '&ip=192.0.2.11'));
    expect(moduleCharges(box).map(each => each.remoteid)).toEqual([
      purchased(one.item, 55361),
      purchased(one.item, 23221),
      purchased(two.item, 55361),
    ]);
  });

  test.each(['reset-after', 'hang-after', 'html502', 'cut'])(
    'an order whose answer ends in "%s" is found, not placed again',
    async fault => {
      const box = await sandboxFor(AUTOMATIC, fault === 'hang-after' ? 3 : 10);
      const { license } = await sellLicense(box);
      const gateway = await startGateway(box);
      box.addFault({ side: 'upstream', func: 'addition.order.param', action: fault, count: 1 });
      await gateway.get(buyPath(license));
      letTimePassInState(join(box.root, STATE_FILE), 6);
      expect((await gateway.get(buyPath(license))).status).toBe(200);
      expect(moduleCharges(box)).toHaveLength(1);
      expect(box.services().filter(each => each.itemtype === 'addition')).toHaveLength(1);
    },
  );

  test('a vendor that is down: come again, nothing is ordered twice', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    await box.setListening(false);
    const { status, text } = await gateway.get(buyPath(license));
    expect(status).toBe(503);
    expect(text).toContain('not ordered or charged twice');
    await box.setListening(true);
    expect((await gateway.get(buyPath(license))).status).toBe(200);
    expect(moduleCharges(box)).toHaveLength(1);
  });

  test('a BILLmanager that fails in the middle: the next click ends it with one service', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    box.addFault({
      side: 'mgrctl',
      func: 'processing.import.service',
      action: 'reset-before',
      count: 1,
    });
    expect((await gateway.get(buyPath(license))).status).toBe(503);
    box.addFault({
      side: 'mgrctl',
      func: 'processing.import.service',
      action: 'reset-after',
      count: 1,
    });
    expect((await gateway.get(buyPath(license))).status).toBe(200);
    expect(moduleCharges(box)).toHaveLength(1);
    expect(box.services().filter(each => each.itemtype === 'addition')).toHaveLength(1);
  });

  test('checkevent ends what no second click does', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    box.addFault({
      side: 'upstream',
      func: 'addition.order.param',
      action: 'refuse-after:1500',
      count: 1,
    });
    const { status } = await gateway.get(buyPath(license));
    expect(status).toBe(503);
    await vi.waitUntil(
      () =>
        fetch(box.url).then(
          () => true,
          () => false,
        ),
      { timeout: 300_000, interval: 100 },
    );
    expect(await box.runModule(['checkevent'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(moduleCharges(box)).toHaveLength(1);
    expect(box.services().filter(each => each.itemtype === 'addition')).toHaveLength(1);
    expect((await gateway.get(buyPath(license))).text).toContain(
      'This license already has the module',
    );
  });

  test('a license that has the module already, bought by hand, is not sold a second one', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const id = box.buyByHand({ pricelist: 55361 });
    box.upstream.store.update('services', id, { parent: license });
    const gateway = await startGateway(box);
    expect((await gateway.get(buyPath(license))).text).toContain(
      'This license already has the module',
    );
    expect(moduleCharges(box)).toEqual([]);
  });

  test('the state file was lost: nothing is ordered again', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license, item } = await sellLicense(box);
    const gateway = await startGateway(box);
    await gateway.get(buyPath(license));
    for (const end of ['', '-wal', '-shm'])
      rmSync(`${box.root}/var/cpbillmgr/state.db${end}`, { force: true });
    // the license is known again as soon as anything is done with it
    await box.suspend(item);
    await box.resume(item);
    expect((await gateway.get(buyPath(license))).text).toContain(
      'This license already has the module',
    );
    expect(moduleCharges(box)).toHaveLength(1);
  });

  test.each([
    ['a foreign license', (license: number) => buyPath(license + 5), 404],
    [
      'an address that is not the license’s',
      (license: number) => buyPath(license, '&ip=192.0.2.99'),
      403,
    ],
    ['a module that is none', (license: number) => buyPath(license, '', 55360), 404],
    ['a license instead of a module', (license: number) => buyPath(license, '', 3541), 404],
    ['no license', () => '/billmgr?module=DrWeb&module_id=55361', 400],
  ])('%s: a polite page, nothing is ordered', async (_, path, expected) => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    const { status, headers, text } = await gateway.get(path(license));
    expect(status).toBe(expected);
    expect(headers['content-type']).toBe('text/html; charset=UTF-8');
    expect(text).toContain('<h1>');
    expect(moduleCharges(box)).toEqual([]);
  });

  test('a foreign license has a way to the order page', async () => {
    const box = await sandboxFor(AUTOMATIC);
    await sellLicense(box);
    const gateway = await startGateway(box);
    const foreign = await gateway.get(buyPath(999_999));
    expect(foreign.text).toContain(
      'href="https://billing.example.com/billmgr?func=register&amp;module=DrWeb',
    );
  });

  test.each([
    ['a client that is not allowed', 'clients = 2\n', {}],
    ['no orders left today', 'max_orders = 0\n', {}],
    ['an empty account at the vendor', '', { balance: '0.01', 'balance.RUB': '0.01' }],
    ['a price above max_cost', '\n[preset 55361]\nmax_cost = 0.10\n', {}],
  ])('%s: the order page, nothing is ordered', async (_, conf, settings) => {
    const box = await sandboxFor(AUTOMATIC + conf);
    const { license } = await sellLicense(box);
    for (const [name, value] of Object.entries(settings)) box.set(name, value);
    const gateway = await startGateway(box);
    const { status, headers } = await gateway.get(buyPath(license));
    expect({ status, host: headers.location?.slice(0, 28) }).toEqual({
      status: 302,
      host: 'https://billing.example.com/',
    });
    expect(moduleCharges(box)).toEqual([]);
  });

  test('a license of which only the number says that it is ours is none of ours', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const item = box.addService({ tariff: '3541', ip: '192.0.2.10', licname: 'shop' });
    const license = box.buyByHand({ pricelist: 3541, ip: '198.51.100.7', remoteid: String(item) });
    await box.runModule(['checkevent']);
    box.billing.store.update('item', item, { status: 2 });
    const gateway = await startGateway(box);
    expect((await gateway.get(buyPath(license, '&ip=198.51.100.7'))).status).toBe(404);
    expect(moduleCharges(box)).toEqual([]);
  });

  test('a module of another license that carries our number of the purchase is somebody else’s', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license, item } = await sellLicense(box);
    const theirs = box.buyByHand({ pricelist: 3541, ip: '198.51.100.7', remoteid: 'l1' });
    const module = box.buyByHand({ pricelist: 55361, remoteid: `${item}-55361` });
    box.upstream.store.update('services', module, { parent: theirs });
    const gateway = await startGateway(box);
    expect((await gateway.get(buyPath(license))).status).toBe(200);
    expect(moduleCharges(box)).toHaveLength(1);
    expect(modulesOf(box).find(each => each.id === module)?.remoteid).toBe(`${item}-55361`);
    expect(modulesOf(box).find(each => each.id !== module)?.parent).toBe(license);
  });

  test('a service that is suspended: the order page', async () => {
    const box = await sandboxFor(AUTOMATIC);
    const { license, item } = await sellLicense(box);
    await box.suspend(item);
    const gateway = await startGateway(box);
    expect((await gateway.get(buyPath(license))).status).toBe(302);
    expect(moduleCharges(box)).toEqual([]);
  });

  test.each([
    ['a look ahead', { 'sec-purpose': 'prefetch;prerender' }, 'GET'],
    ['a picture in somebody’s page', { 'sec-fetch-dest': 'image' }, 'GET'],
    ['a frame', { 'sec-fetch-dest': 'iframe' }, 'GET'],
    ['HEAD', {}, 'HEAD'],
    ['POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'POST'],
  ])('%s orders nothing', async (_, headers, method) => {
    const box = await sandboxFor(AUTOMATIC);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    const { status } = await gateway.ask({ method, path: buyPath(license), headers });
    expect([403, 405]).toContain(status);
    expect(moduleCharges(box)).toEqual([]);
    expect(logOf(box)).not.toContain('buy-module');
  });

  test('the orders of a day are counted', async () => {
    const box = await sandboxFor(`${AUTOMATIC}max_orders = 1\n`);
    const { license } = await sellLicense(box);
    const gateway = await startGateway(box);
    expect((await gateway.get(buyPath(license))).status).toBe(200);
    expect((await gateway.get(buyPath(license, '', 23221))).status).toBe(302);
    expect((await gateway.get(buyPath(license))).status).toBe(200);
    box.setClock('+1d');
    expect(moduleCharges(box)).toHaveLength(1);
  });
});

import { gunzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { HttpManager } from '../../../src/manager-api/http-manager.ts';
import { currentVendor } from '../../../src/vendor/current.ts';
import { type Gateway, logOf, sandboxFor, startGateway } from './support.ts';

/** The address that a panel asks (seed "Reselling modules"). */
const ASKED = '/billmgr?func=pricelist.export&itemtype=addition&onlyavailable=on';

describe('the price list', () => {
  test("is the article's document, element by element, for the article's data", async () => {
    const gateway = await startGateway(await sandboxFor());
    const { text, headers, status } = await gateway.get(`${ASKED}&out=xml&pricelist=23221`);
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/xml; charset=UTF-8',
    });
    const article = `
<doc>
<pricelist>
<id>23221</id>
<name>DDoS-GUARD</name>
<intname>DDoSGUARD</intname>
<additionintname>DDoSGUARD</additionintname>
<price currency="RUB">
<period cost="950.0000" type="month" length="1">monthly</period>
</price>
</pricelist>
</doc>`;
    expect(text.trim()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>${article.replaceAll('\n', '')}`,
    );
  });

  test('is read by a walk through the XML tree to price/period[type=month][length=1]', async () => {
    const gateway = await startGateway(await sandboxFor('margin = 20%\n'));
    const { text } = await gateway.get(`${ASKED}&out=xml`);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      parseAttributeValue: false,
      isArray: name => ['pricelist', 'price', 'period'].includes(name),
    });
    interface Period {
      '@type': string;
      '@length': string;
      '@cost': string;
    }
    interface Module {
      id: number;
      additionintname: string;
      price: { '@currency': string; period: Period[] }[];
    }
    const { doc }: { doc: { pricelist: Module[] } } = parser.parse(text);
    const found = doc.pricelist.map(module => [
      module.id,
      module.additionintname,
      module.price
        .flatMap(price => price.period)
        .filter(each => each['@type'] === 'month' && each['@length'] === '1')
        .map(each => each['@cost']),
    ]);
    expect(found).toContainEqual([23221, 'DDoSGUARD', ['1140.0000']]);
    expect(found).toContainEqual([55361, 'DrWeb', ['540.0000']]);
    expect(found).toHaveLength(7);
  });

  test('is read by JSON readers of doc.pricelist[].price.period.$cost, whether modules are one, many or none', async () => {
    const gateway = await startGateway(await sandboxFor());
    const costs = async (filter: string): Promise<readonly string[]> => {
      const { text } = await gateway.get(`${ASKED}&out=json${filter}`);
      const {
        doc,
      }: { doc: { pricelist: { id: { $: string }; price: { period: { $cost: string } } }[] } } =
        JSON.parse(text);
      return doc.pricelist.map(each => `${each.id.$} ${each.price.period.$cost}`);
    };
    expect(await costs('')).toContain('23221 950.0000');
    expect(await costs('&pricelist=23221')).toEqual(['23221 950.0000']);
    expect(await costs('&pricelist=1')).toEqual([]);
  });

  test('has the plainer spelling of bjson', async () => {
    const gateway = await startGateway(await sandboxFor());
    const { text } = await gateway.get(`${ASKED}&out=bjson&pricelist=23221`);
    expect(JSON.parse(text)).toEqual({
      model: {
        pricelist: [
          {
            id: { v: '23221' },
            name: { v: 'DDoS-GUARD' },
            intname: { v: 'DDoSGUARD' },
            additionintname: { v: 'DDoSGUARD' },
            price: {
              currency: 'RUB',
              period: { cost: '950.0000', type: 'month', length: '1', v: 'monthly' },
            },
          },
        ],
      },
    });
  });

  test("is read by this product's own client of such billings", async () => {
    const gateway = await startGateway(await sandboxFor('margin = 10%\n'));
    const manager = new HttpManager({
      url: `http://127.0.0.1:${gateway.port}/billmgr`,
      username: 'reseller',
      password: 'hidden-password',
      mayAct: () => undefined,
      timeoutMs: 300_000,
      connectTimeoutMs: 300_000,
    });
    const lists = await currentVendor(manager).priceList({
      itemtype: 'addition',
      pricelist: '23221',
    });
    expect(lists).toMatchObject([
      {
        id: '23221',
        additionintname: 'DDoSGUARD',
        prices: [{ currency: 'RUB', periods: [{ period: 1, cost: '1045.0000' }] }],
      },
    ]);
    await manager.close();
    expect(await gateway.accessLog()).not.toContain('hidden-password');
  });

  test('is narrowed by itemtype, pricelist and onlyavailable', async () => {
    const box = await sandboxFor('\n[price 55379]\nshow = off\n');
    box.set('sold.55362', 'off');
    const gateway = await startGateway(box);
    const ids = async (query: string): Promise<readonly string[]> =>
      [
        ...(await gateway.get(`/billmgr?func=pricelist.export${query}`)).text.matchAll(
          /<id>(\d+)<\/id>/g,
        ),
      ].map(match => match[1] ?? '');
    expect(await ids('')).toEqual(['23221', '55361', '55362', '55363', '55377', '55378']);
    expect(await ids('&onlyavailable=on')).toEqual(['23221', '55361', '55363', '55377', '55378']);
    expect(await ids('&itemtype=addition&pricelist=55363')).toEqual(['55363']);
    for (const none of [
      '&itemtype=soft',
      '&itemtype=certificate',
      '&pricelist=3541',
      '&pricelist=55379',
    ])
      expect(await ids(none), none).toEqual([]);
  });

  test('leaves a module out that has no price in the currency', async () => {
    const box = await sandboxFor();
    box.upstream.store.run("DELETE FROM prices WHERE pricelist = 55363 AND currency = 'RUB'");
    const gateway = await startGateway(box);
    expect((await gateway.get(`${ASKED}&out=json`)).text).not.toContain('55363');
  });

  test('answers under both addresses of a manager', async () => {
    const gateway = await startGateway(await sandboxFor());
    const one = await gateway.get(`${ASKED}&out=xml`);
    expect((await gateway.get(`/manager${ASKED}&out=xml`)).text).toBe(one.text);
  });

  test.each([
    ['/billmgr?func=soft&out=xml', 404, '<error type="missed" object="func"'],
    ['/billmgr?func=pricelist.export&out=html', 400, '<error type="value" object="out"'],
    ['/billmgr?func=pricelist.export&out=xml&out=json', 400, '<error type="value" object="query"'],
    [
      '/billmgr?func=soft.order.param&out=json',
      404,
      '{"doc":{"error":{"$type":"missed","$object":"func"',
    ],
  ])('%s is refused with a document of a manager', async (path, status, text) => {
    const gateway = await startGateway(await sandboxFor());
    const answer = await gateway.get(path);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });
});

describe('a copy of the price list', () => {
  test('is not sent again to who has it, compressed to who takes that', async () => {
    const gateway = await startGateway(await sandboxFor());
    const plain = await gateway.get(`${ASKED}&out=xml`);
    const packed = await gateway.get(`${ASKED}&out=xml`, {
      'accept-encoding': 'deflate, gzip;q=0.5',
    });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(packed.headers.etag).not.toBe(plain.headers.etag);
    const refused = await gateway.get(`${ASKED}&out=xml`, { 'accept-encoding': 'gzip;q=0' });
    expect(refused.headers['content-encoding']).toBeUndefined();
    for (const [etag, status] of [
      [`"other", W/${plain.headers.etag}`, 304],
      ['*', 304],
      ['"other"', 200],
    ] as const) {
      const answer = await gateway.get(`${ASKED}&out=xml`, { 'if-none-match': etag });
      expect(answer.status, etag).toBe(status);
      if (status === 304) expect(answer.body).toHaveLength(0);
    }
  });

  test('has its length and no body for HEAD', async () => {
    const gateway = await startGateway(await sandboxFor());
    const whole = await gateway.get(`${ASKED}&out=xml`);
    const head = await gateway.ask({ method: 'HEAD', path: `${ASKED}&out=xml` });
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers['content-length']).toBe(String(whole.body.length));
  });
});

describe('while the vendor is down', () => {
  const xml = (gateway: Gateway) => gateway.get(`${ASKED}&out=xml`);

  test('the old prices are served, with a warning in the log, and fresh ones when it is back', async () => {
    const box = await sandboxFor();
    const gateway = await startGateway(box);
    const before = await xml(gateway);
    await box.setListening(false);
    await gateway.prices.refresh();
    expect(await xml(gateway)).toMatchObject({ status: 200, text: before.text });
    expect(JSON.parse((await gateway.get('/health')).text)).toMatchObject({ status: 'stale' });
    expect(logOf(box)).toMatch(
      /WARNING gateway: the price list is not refreshed, prices of \d{4}-.* are served/,
    );
    box.upstream.store.run(
      "UPDATE prices SET cost = 100000 WHERE pricelist = 23221 AND currency = 'RUB'",
    );
    await box.setListening(true);
    await gateway.prices.refresh();
    expect((await xml(gateway)).text).toContain('cost="1000.0000"');
    expect(JSON.parse((await gateway.get('/health')).text)).toMatchObject({ status: 'ok' });
  });

  test('a gateway that starts then has the prices of the one before', async () => {
    const box = await sandboxFor();
    const before = await xml(await startGateway(box));
    await box.setListening(false);
    expect((await xml(await startGateway(box))).text).toBe(before.text);
  });

  test('and none were ever read: 503, to be asked again', async () => {
    const box = await sandboxFor();
    await box.setListening(false);
    const gateway = await startGateway(box);
    const answer = await xml(gateway);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('30');
    expect((await gateway.get('/health')).status).toBe(503);
  });

  test('a list without modules is not believed', async () => {
    const box = await sandboxFor();
    const gateway = await startGateway(box);
    const before = await xml(gateway);
    box.upstream.store.run("UPDATE pricelists SET itemtype = 'gone' WHERE itemtype = 'addition'");
    await gateway.prices.refresh();
    expect((await xml(gateway)).text).toBe(before.text);
  });
});

test('a changed margin holds from the next reading on, a broken conf leaves the old one', async () => {
  const box = await sandboxFor();
  const gateway = await startGateway(box);
  const { readFileSync, writeFileSync } = await import('node:fs');
  const file = `${box.root}/etc/cpbillmgr.conf`;
  const conf = readFileSync(file, 'utf8');
  writeFileSync(file, conf.replace('[gateway]', '[gateway]\nmargin = 100%'));
  await gateway.prices.refresh();
  const path = `${ASKED}&out=xml&pricelist=23221`;
  expect((await gateway.get(path)).text).toContain('cost="1900.0000"');
  writeFileSync(file, `${conf}\nmargn = 3%\n`);
  await gateway.prices.refresh();
  expect((await gateway.get(path)).text).toContain('cost="1900.0000"');
});

import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { ORDER_URL, sandboxFor, startGateway } from './support.ts';

const ASKED = '/billmgr?func=pricelist.export&itemtype=addition&out=xml';

/** Sends bytes and answers what comes back until the server hangs up. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', chunk => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

describe('a request that is none of a panel', () => {
  test('is refused: too long an address, too many headers, a large body, another method, another path', async () => {
    const gateway = await startGateway(await sandboxFor());
    expect((await gateway.get(`/billmgr?func=${'x'.repeat(3000)}`)).status).toBe(414);
    expect((await gateway.get(ASKED, { cookie: 'x'.repeat(9000) })).status).toBe(431);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const large = {
      method: 'POST',
      path: '/billmgr',
      headers: form,
      body: `a=${'x'.repeat(5000)}`,
    };
    expect((await gateway.ask(large)).status).toBe(413);
    const put = await gateway.ask({ method: 'PUT', path: '/billmgr', body: 'x' });
    expect({ status: put.status, allow: put.headers.allow }).toEqual({
      status: 405,
      allow: 'GET, HEAD, POST',
    });
    expect((await gateway.get('/etc/passwd')).status).toBe(404);
    expect((await gateway.get('/%ff%fe')).status).toBe(400);
    expect((await gateway.get('/billmgr')).status).toBe(404);
  });

  test('gets an error page that nothing can be loaded into or framed', async () => {
    const gateway = await startGateway(await sandboxFor());
    const { headers } = await gateway.get('/nothing');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(headers['x-powered-by'] ?? headers['server']).toBeUndefined();
  });

  test('that is no HTTP is told so and hung up on', async () => {
    const gateway = await startGateway(await sandboxFor());
    expect(await sendRaw(gateway.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(await sendRaw(gateway.port, 'GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400/,
    );
    const smuggled =
      'POST /billmgr HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await sendRaw(gateway.port, smuggled)).toMatch(/^HTTP\/1\.1 400/);
  });

  test('that comes byte by byte is refused after some seconds', async () => {
    const gateway = await startGateway(await sandboxFor());
    expect(await sendRaw(gateway.port, 'GET /billmgr HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(
      /^HTTP\/1\.1 408 Request Timeout/,
    );
  });
});

/** As many requests at once as no second lets through, each with what `headers` says of it. */
function manyOf(
  gateway: Awaited<ReturnType<typeof startGateway>>,
  headers: (count: number) => Record<string, string>,
) {
  return Promise.all(Array.from({ length: 60 }, (_, count) => gateway.get(ASKED, headers(count))));
}

describe('limits', () => {
  test('one address gets so much a second and no more, another one is served', async () => {
    const gateway = await startGateway(await sandboxFor('limit = 1\n'));
    const answers = await manyOf(gateway, () => ({ 'x-forwarded-for': '198.51.100.1' }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(4);
    expect(refused[0]).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect((await gateway.get(ASKED, { 'x-forwarded-for': '198.51.100.2' })).status).toBe(200);
    expect((await gateway.get('/health')).status).toBe(200);
  });

  test('who is no trusted proxy cannot borrow an address', async () => {
    const gateway = await startGateway(await sandboxFor('limit = 1\ntrusted_proxies = none\n'));
    const answers = await manyOf(gateway, count => ({ 'x-forwarded-for': `198.51.100.${count}` }));
    expect(answers.map(({ status }) => status)).toContain(429);
  });

  test('what a client writes into X-Forwarded-For itself counts nothing behind a proxy', async () => {
    const gateway = await startGateway(await sandboxFor('limit = 1\n'));
    const answers = await manyOf(gateway, count => ({
      'x-forwarded-for': `198.51.100.${count}, garbage, 203.0.113.7`,
    }));
    expect(answers.map(({ status }) => status)).toContain(429);
    expect(await gateway.accessLog()).toContain(' 203.0.113.7 ');
  });
});

describe('the access log', () => {
  test('has a line a request and no secret, however it is spelled', async () => {
    const gateway = await startGateway(await sandboxFor(`order_url = ${ORDER_URL}\n`));
    await gateway.get(`${ASKED}&authinfo=me:hidden-word`);
    await gateway.get(`${ASKED}&AuthInfo=me:hidden-word&password=hidden-word`);
    await gateway.get('/billmgr;authinfo=me:hidden-word?x=hidden-word');
    await sendRaw(
      gateway.port,
      'GET /hidden/"fake\\%0a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    const form = { 'content-type': 'application/x-www-form-urlencoded', cookie: 'hidden-word' };
    await gateway.ask({
      method: 'POST',
      path: '/billmgr',
      headers: form,
      body: 'func=pricelist.export&authinfo=me:hidden-word',
    });
    const log = await gateway.accessLog();
    expect(log).not.toContain('hidden-word');
    const lines = log.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines)
      expect(line).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 127\.0\.0\.1 "(?:GET|POST) [^" ]+" \d{3} \d+ [\d.]+ms$/,
      );
    expect(lines[0]).toContain(
      '"GET /billmgr?func=pricelist.export&itemtype=addition&out=xml" 200 ',
    );
  });
});

describe('pages', () => {
  test.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'auto', '', 'ru'],
    ['de-DE,de;q=0.9', 'auto', '', 'en'],
    ['en;q=0.3, ru;q=0.9', 'auto', '', 'ru'],
    ['ru;q=0, en', 'auto', '', 'en'],
    ['en', 'auto', '&lang=ru', 'ru'],
    ['ru', 'en', '&lang=ru', 'en'],
    ['en', 'ru', '', 'ru'],
  ])(
    'for a browser that wants %j, conf %s, link %j are in %s',
    async (accept, language, more, expected) => {
      const gateway = await startGateway(await sandboxFor(`language = ${language}\n`));
      const { text } = await gateway.get(`/billmgr?license=x&module_id=1${more}`, {
        'accept-language': accept,
      });
      expect(text).toContain(`<html lang="${expected}">`);
    },
  );

  test('show the contact, escaped', async () => {
    const gateway = await startGateway(await sandboxFor('contact = "<b>Ask & <a@example.com>"\n'));
    expect((await gateway.get('/nothing')).text).toContain(
      '&lt;b&gt;Ask &amp; &lt;a@example.com&gt;',
    );
  });

  test('show mail and web addresses of the contact as links', async () => {
    const contact = 'a@example.com, https://help.example.com/?a=1&b="2" or javascript:alert(1)';
    const gateway = await startGateway(await sandboxFor(`contact = ${contact}\n`));
    const { text } = await gateway.get('/nothing');
    expect(text).toContain('<a href="mailto:a@example.com" rel="noreferrer">a@example.com</a>, ');
    expect(text).not.toContain('href="javascript');
    expect(text.match(/<a /g)).toHaveLength(1);
    const plain = await startGateway(
      await sandboxFor('contact = see https://help.example.com/?a=1&b=2.\n'),
    );
    expect((await plain.get('/nothing')).text).toContain(
      '<a href="https://help.example.com/?a=1&amp;b=2" ',
    );
  });

  test('robots are told to stay away', async () => {
    const gateway = await startGateway(await sandboxFor());
    expect((await gateway.get('/robots.txt')).text).toContain('Disallow: /');
  });
});

test('a gateway without any prices yet waits for the first ones', async () => {
  const box = await sandboxFor();
  box.addFault({ side: 'upstream', func: 'pricelist.export', action: 'delay:300', count: 2 });
  const gateway = await startGateway(box);
  await vi.waitFor(async () => expect((await gateway.get(ASKED)).status).toBe(200), {
    timeout: 300_000,
  });
});

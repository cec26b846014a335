import { afterEach, describe, expect, it } from 'vitest';
import { Fault, faultText } from '../../src/base/fault.ts';
import { text } from '../../src/mgr/document.ts';
import { HttpManager, type HttpManagerOptions } from '../../src/mgr/http-manager.ts';
import { type Loopback, listen, listenRaw, send } from './loopback.ts';

const PASSWORD = 'p@ss w0rd+&=ü';
const OK = '<doc><id>7</id></doc>';
const READ = { kind: 'read' } as const;
const ACT = { kind: 'act' } as const;

const opened: { close(): Promise<void> }[] = [];
const logged: string[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
  const lines = logged.splice(0);
  for (const line of lines) {
    expect(line).not.toContain(PASSWORD);
    expect(line).not.toContain(encodeURIComponent(PASSWORD));
  }
});

async function server(start: Promise<Loopback>): Promise<Loopback> {
  const loopback = await start;
  opened.push(loopback);
  return loopback;
}

function manager(url: string, options: Partial<HttpManagerOptions> = {}): HttpManager {
  const write = (line: string) => void logged.push(line);
  const made = new HttpManager({
    url,
    username: 'reseller@example.com',
    password: PASSWORD,
    timeoutMs: 5000,
    connectTimeoutMs: 2000,
    log: { debug: write, info: write, warning: write, error: write },
    ...options,
  });
  opened.push(made);
  return made;
}

/** The fault of a call; what a person or a log may read of it never holds the password. */
async function faultOf(call: Promise<unknown>): Promise<Fault> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (caught: unknown) => caught,
  );
  if (!(error instanceof Fault)) throw error;
  const shown = [
    faultText(error, 'en'),
    faultText(error, 'ru'),
    error.detail,
    String(error),
    JSON.stringify(error),
  ].join('\n');
  expect(shown).not.toContain(PASSWORD);
  expect(shown).not.toContain(encodeURIComponent(PASSWORD));
  return error;
}

/** What an act and a read come to against the same server: `type/kind`. */
async function outcomes(url: string, options: Partial<HttpManagerOptions> = {}) {
  const kinds = [];
  for (const kind of [ACT, READ]) {
    const fault = await faultOf(manager(url, options).call('soft.order.param', { elid: '7' }, kind));
    kinds.push(`${fault.type}/${fault.kind}`);
  }
  return { act: kinds[0], read: kinds[1] };
}

const LOST = { act: 'upstream_answer_lost/unknown', read: 'upstream_unreachable/passing' };
const BAD = { act: 'upstream_answer_bad/unknown', read: 'upstream_answer_bad/passing' };
const NOT_SENT = { act: 'upstream_unreachable/passing', read: 'upstream_unreachable/passing' };

describe('a request', () => {
  it('is a POST form with the login, the function and XML asked for, and nothing of it in the address', async () => {
    const { url, requests } = await server(listen(send(OK)));
    const document = await manager(url).call(
      'soft.edit',
      { elid: '7', ip: undefined, licname: 'a b&c=d é' },
      READ,
    );
    expect(text(document, 'id')).toBe('7');
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/billmgr' });
    expect(Object.fromEntries(requests[0]?.form ?? [])).toEqual({
      elid: '7',
      licname: 'a b&c=d é',
      func: 'soft.edit',
      out: 'xml',
      authinfo: `reseller@example.com:${PASSWORD}`,
    });
    expect(requests[0]?.headers).not.toHaveProperty('accept-encoding');
    expect(requests[0]?.headers['user-agent']).toBe('cpbillmgr');
  });

  it('cannot have its login, function or format overridden by a parameter', async () => {
    const { url, requests } = await server(listen(send(OK)));
    await manager(url).call('soft', { authinfo: 'x:y', func: 'subaccount', out: 'json' }, READ);
    expect(requests[0]?.form.getAll('authinfo')).toEqual([`reseller@example.com:${PASSWORD}`]);
    expect(requests[0]?.form.get('func')).toBe('soft');
    expect(requests[0]?.form.get('out')).toBe('xml');
  });

  it('waits for the pace and for the one before it, over one connection', async () => {
    let atWork = 0;
    let mostAtWork = 0;
    let paced = 0;
    const loopback = await server(
      listen(response => {
        mostAtWork = Math.max(mostAtWork, ++atWork);
        setImmediate(() => {
          atWork -= 1;
          response.end(OK);
        });
      }),
    );
    const upstream = manager(loopback.url, {
      pace: async () => {
        paced += 1;
      },
    });
    await Promise.all([1, 2, 3, 4].map(each => upstream.call('soft.edit', { elid: String(each) }, READ)));
    expect(loopback.requests.map(request => request.form.get('elid'))).toEqual(['1', '2', '3', '4']);
    expect({ mostAtWork, paced, connections: loopback.connections() }).toEqual({
      mostAtWork: 1,
      paced: 4,
      connections: 1,
    });
  });

  it('is still made after one before it has failed', async () => {
    let count = 0;
    const { url } = await server(
      listen((response, request) => (++count === 1 ? response.destroy() : send(OK)(response, request))),
    );
    const upstream = manager(url);
    const [first, second] = await Promise.allSettled([
      upstream.call('soft', {}, READ),
      upstream.call('soft', {}, READ),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('is not made when the pace throws, and the fault of the pace is what the caller gets', async () => {
    const { url, requests } = await server(listen(send(OK)));
    const upstream = manager(url, { pace: () => Promise.reject(new Fault('state_unusable')) });
    expect((await faultOf(upstream.call('soft', {}, ACT))).type).toBe('state_unusable');
    expect(requests).toHaveLength(0);
  });

  it('leaves one debug line with function, object, time and outcome', async () => {
    const { url, port } = await server(listen(send(OK)));
    await manager(url).call('addition.order.param', { elid: '7', item: '9', licname: 'secret name' }, ACT);
    expect(logged).toEqual([
      expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:${port} addition\\.order\\.param elid=7 item=9: \\d+ ms, ok$`),
      ),
    ]);
  });
});

describe('the time of the upstream', () => {
  it('is unknown before the first answer and the Date header afterwards', async () => {
    const { url } = await server(listen(send(OK, 200, { date: 'Tue, 05 Mar 2030 10:11:12 GMT' })));
    const upstream = manager(url);
    expect(upstream.serverTime()).toBeNull();
    await upstream.call('soft', {}, READ);
    expect(upstream.serverTime()).toEqual(new Date('2030-03-05T10:11:12Z'));
  });

  it.each(['12', 'yesterday', 'Tue, 45 Mar 2030 10:11:12 GMT'])(
    'is not taken from the header "%s"',
    async date => {
      const { url } = await server(listen(send(OK, 200, { date })));
      const upstream = manager(url);
      await upstream.call('soft', {}, READ);
      expect(upstream.serverTime()).toBeNull();
    },
  );
});

describe('before a byte is sent nothing was carried out', () => {
  it('when the connection is refused', async () => {
    const gone = await listen(send(OK));
    await gone.close();
    expect(await outcomes(gone.url)).toEqual(NOT_SENT);
  });

  it('when there is no such host', async () => {
    expect(await outcomes('http://no-such-host.invalid/billmgr', { connectTimeoutMs: 4000 })).toEqual(
      NOT_SENT,
    );
  });

  it('when the server does not greet a TLS client in time', async () => {
    const silent = await server(listenRaw(() => {}));
    const url = silent.url.replace('http:', 'https:');
    expect(await outcomes(url, { connectTimeoutMs: 150 })).toEqual(NOT_SENT);
    expect(await outcomes(url, { timeoutMs: 150 })).toEqual(NOT_SENT);
  });

  it('when the server cuts the TLS greeting or speaks no TLS', async () => {
    const rude = await server(listenRaw(socket => socket.destroy()));
    expect(await outcomes(rude.url.replace('http:', 'https:'))).toEqual(NOT_SENT);
    const plain = await server(listen(send(OK)));
    expect(await outcomes(plain.url.replace('http:', 'https:'))).toEqual(NOT_SENT);
  });
});

describe('after bytes were sent an act is unknown and a read is repeated', () => {
  it('when the connection is reset without an answer, and nothing is sent a second time', async () => {
    const { url, requests } = await server(listen(response => response.socket?.resetAndDestroy()));
    expect(await outcomes(url)).toEqual(LOST);
    expect(requests).toHaveLength(2);
  });

  it('when the connection is closed without an answer, and nothing is sent a second time', async () => {
    const { url, requests } = await server(listen(response => response.socket?.end()));
    expect(await outcomes(url)).toEqual(LOST);
    expect(requests).toHaveLength(2);
  });

  it('when the server never answers', async () => {
    const { url } = await server(listen(() => {}));
    expect(await outcomes(url, { timeoutMs: 200 })).toEqual(LOST);
  });

  it('when the body comes byte by byte and never ends within the time limit', async () => {
    const { url } = await server(
      listen(response => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      }),
    );
    const before = performance.now();
    expect(await outcomes(url, { timeoutMs: 300 })).toEqual(LOST);
    expect(performance.now() - before).toBeLessThan(4000);
  });

  it('when the headers come byte by byte', async () => {
    const slow = await server(
      listenRaw(socket => {
        socket.write('HTTP/1.1 200 OK\r\nX: ');
        const drip = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(drip));
      }),
    );
    expect(await outcomes(slow.url, { timeoutMs: 300 })).toEqual(LOST);
  });

  it('when the server does not even take the request in', async () => {
    const deaf = await server(listenRaw(socket => void socket.pause()));
    expect(await outcomes(deaf.url, { timeoutMs: 200 })).toEqual(LOST);
  });

  it('when the body is shorter than announced', async () => {
    const { url } = await server(
      listen(response => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('<doc><id>7</id>', () => response.destroy());
      }),
    );
    expect(await outcomes(url)).toEqual(LOST);
  });

  it('when a chunked body is cut', async () => {
    const { url } = await server(
      listen(response => {
        response.write('<doc><id>7</id>', () => response.destroy());
      }),
    );
    expect(await outcomes(url)).toEqual(LOST);
  });

  it('when the answer is no HTTP', async () => {
    const { url } = await server(
      listenRaw(socket => socket.once('data', () => void socket.end('SSH-2.0-OpenSSH\r\n'))),
    );
    expect(await outcomes(url)).toEqual(LOST);
  });
});

describe('an answer that is none makes an act unknown and a read passing', () => {
  const cases: Record<string, Parameters<typeof listen>[0]> = {
    'an empty body': send(''),
    'no content': send('', 204),
    blanks: send(' \n '),
    'a cut document that was announced so': send('<doc><id>7</id>'),
    'an HTML page with 200': send('<!DOCTYPE html><html><body>Login</body></html>', 200, {
      'content-type': 'text/html',
    }),
    'an HTML page with 502': send('<html><head><title>502 Bad Gateway</title></head></html>', 502),
    'an HTML page with 403': send('<html>Forbidden</html>', 403),
    '503 with Retry-After': send('', 503, { 'retry-after': '30' }),
    'a document with 500': send(OK, 500),
    'a redirect': send('', 302, { location: 'http://127.0.0.1:1/' }),
    'a redirect with a document': send(OK, 307, { location: '/billmgr2' }),
    'compressed bytes': send(OK, 200, { 'content-encoding': 'gzip' }),
    'a wrong character set': send(OK, 200, { 'content-type': 'text/xml; charset=utf-99' }),
    'bytes that are not UTF-8': send(
      Buffer.from([...Buffer.from('<doc><a>'), 0xff, 0xfe, ...Buffer.from('</a></doc>')]),
    ),
    'another root': send('<html5/>'),
    'plain text': send('Service unavailable'),
  };
  it.each(Object.keys(cases))('%s', async name => {
    const reply = cases[name];
    if (reply === undefined) throw new Error(name);
    const { url, requests } = await server(listen(reply));
    expect(await outcomes(url)).toEqual(BAD);
    expect(requests).toHaveLength(2);
  });

  it('a body longer than the limit, announced or not, is not read to its end', async () => {
    const announced = await server(listen(send('x'.repeat(5000))));
    expect(await outcomes(announced.url, { maxAnswerBytes: 1000 })).toEqual(BAD);
    let written = 0;
    const endless = await server(
      listen(response => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(10_000))) written += 10_000;
        };
        response.on('drain', more);
        more();
      }),
    );
    expect(await outcomes(endless.url, { maxAnswerBytes: 100_000 })).toEqual(BAD);
    expect(written).toBeLessThan(100_000_000);
  });

  it('says what came instead, without any of it', async () => {
    const { url } = await server(listen(send('<html>LICENSE-KEY-1234</html>', 502)));
    const fault = await faultOf(manager(url).call('soft.edit', { elid: '7' }, READ));
    expect(fault).toMatchObject({ object: 'soft.edit', value: 'HTTP 502, an HTML page' });
    expect(`${fault.message} ${fault.detail}`).not.toContain('LICENSE-KEY');
  });
});

describe('an answer of the manager', () => {
  it('with 429 was not carried out, for acts too', async () => {
    const { url } = await server(listen(send('<html>slow down</html>', 429, { 'retry-after': '30' })));
    expect(await outcomes(url)).toEqual({ act: 'upstream_busy/passing', read: 'upstream_busy/passing' });
    const fault = await faultOf(manager(url).call('soft', {}, READ));
    expect(fault.detail).toBe('HTTP 429, Retry-After: 30');
  });

  it('that is an error document is a refusal, whatever the status', async () => {
    for (const status of [200, 403, 500]) {
      const { url } = await server(
        listen(send('<doc><error type="auth"><msg>Invalid login</msg></error></doc>', status)),
      );
      expect(await outcomes(url)).toEqual({ act: 'upstream_auth/final', read: 'upstream_auth/final' });
    }
  });

  it('that is an unclear error document under a server error leaves an act unknown', async () => {
    const { url } = await server(
      listen(send('<doc><error type="unknown"><msg>oops</msg></error></doc>', 500)),
    );
    expect(await outcomes(url)).toEqual({
      act: 'upstream_refused/unknown',
      read: 'upstream_refused/passing',
    });
  });

  it('that repeats secrets of the request has them hidden', async () => {
    const { url } = await server(
      listen((response, { form }) => {
        const echo =
          `${form.get('authinfo')} ${encodeURIComponent(PASSWORD)} ${form.get('lickey')} ${form.get('note')}`.replaceAll(
            '&',
            '&amp;',
          );
        send(
          `<doc><error type="access" object="${echo}" value="${echo}"><param name="x">${echo}</param><msg>${echo}</msg></error></doc>`,
        )(response, { form, method: '', path: '', headers: {} });
      }),
    );
    const fault = await faultOf(
      manager(url).call(
        'soft.edit',
        { lickey: 'KEY-OF-THE-LICENSE', note: 'NAMED-SECRET' },
        { kind: 'act', secrets: ['note'] },
      ),
    );
    const shown = JSON.stringify([fault.message, fault.detail, fault, Object.values(fault)]);
    expect(shown).not.toContain('KEY-OF-THE-LICENSE');
    expect(shown).not.toContain('NAMED-SECRET');
    expect(shown).not.toContain('w0rd');
    expect(fault.type).toBe('upstream_access');
  });

  it('in windows-1251 is read as such', async () => {
    const body = Buffer.from([
      ...Buffer.from('<doc><name>'),
      0xcf,
      0xf0,
      0xee,
      ...Buffer.from('</name></doc>'),
    ]);
    const { url } = await server(
      listen(send(body, 200, { 'content-type': 'text/xml; charset=windows-1251' })),
    );
    expect(text(await manager(url).call('soft', {}, READ), 'name')).toBe('Про');
  });

  it('in JSON is read too', async () => {
    const { url } = await server(
      listen(send('{"doc":{"id":{"$":"7"}}}', 200, { 'content-type': 'application/json' })),
    );
    expect(text(await manager(url).call('soft', {}, READ), 'id')).toBe('7');
  });
});

describe('a kept connection', () => {
  it('that the server closed in the meantime is opened anew before anything is sent', async () => {
    const loopback = await server(
      listen((response, request) => {
        response.on('finish', () => response.socket?.end());
        send(OK)(response, request);
      }),
    );
    const upstream = manager(loopback.url);
    for (const elid of ['1', '2', '3']) {
      await upstream.call('soft.edit', { elid }, READ);
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(loopback.requests.map(request => request.form.get('elid'))).toEqual(['1', '2', '3']);
  });

  it('that the server closes under a request leaves an act unknown: it is not sent again', async () => {
    let served = 0;
    const loopback = await server(
      listen((response, request) =>
        ++served === 1 ? send(OK)(response, request) : response.socket?.resetAndDestroy(),
      ),
    );
    const upstream = manager(loopback.url);
    await upstream.call('soft.edit', { elid: '1' }, READ);
    const fault = await faultOf(upstream.call('soft.order.param', { elid: '2' }, ACT));
    expect(fault).toMatchObject({ type: 'upstream_answer_lost', kind: 'unknown' });
    expect(loopback.requests.map(request => request.form.get('elid'))).toEqual(['1', '2']);
    expect(loopback.connections()).toBe(1);
  });

  it('is closed by close, which waits for the request under way, and may be opened again', async () => {
    const loopback = await server(
      listen((response, request) => void setTimeout(() => send(OK)(response, request), 50)),
    );
    const upstream = manager(loopback.url);
    const call = upstream.call('soft', {}, READ);
    await upstream.close();
    expect((await call).name).toBe('doc');
    expect((await upstream.call('soft', {}, READ)).name).toBe('doc');
    expect(loopback.connections()).toBe(2);
  });
});

describe('the settings', () => {
  it.each([
    ['', 'url'],
    ['api.ispmanager.com/billmgr', 'url'],
    ['ftp://api.ispmanager.com/billmgr', 'url'],
    ['https://user:hunter22@api.ispmanager.com/billmgr', 'url'],
    ['https://api.ispmanager.com/billmgr?authinfo=a:hunter22', 'url'],
  ])('refuse the address "%s" without repeating it', (url, object) => {
    let fault: unknown;
    try {
      manager(url);
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({ type: 'module_setting_bad', object });
    expect(String(fault)).not.toContain('hunter22');
  });

  it('refuse a user name that authinfo cannot carry', () => {
    expect(() => manager('https://localhost/billmgr', { username: 'a:b' })).toThrow(/username/);
  });
});

import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { text } from '../../src/manager-api/document.ts';
import { PERMIT } from '../support/permit.ts';
import { ACT, faultOf, logged, manager, OK, PASSWORD, READ, server } from './http-support.ts';
import { listen, send } from './loopback.ts';

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

  it('that acts is asked for leave when its turn has come, and is not sent without; one that reads is not', async () => {
    const { url, requests } = await server(listen(send(OK)));
    let isMaintenance = false;
    const upstream = manager(url, {
      // whoever waits for the rate limit may come out of it into maintenance
      rateLimit: async () => {
        isMaintenance = true;
      },
      mayAct: () => {
        if (isMaintenance) throw new Fault('maintenance', { object: 'file' });
      },
    });
    expect((await faultOf(upstream.call('soft.delete', { elid: '7' }, ACT))).type).toBe(
      'maintenance',
    );
    await upstream.call('soft.edit', { elid: '7' }, READ);
    expect(requests.map(request => request.form.get('func'))).toEqual(['soft.edit']);
  });

  it('that has leave is sent only while that holds', async () => {
    const { url, requests } = await server(listen(send(OK)));
    let isHeld = true;
    const permit = {
      ...PERMIT,
      check: () => {
        if (!isHeld) throw new Fault('lock_lost', { object: '117' });
      },
    };
    const upstream = manager(url, {
      rateLimit: async () => {
        isHeld = requests.length === 0;
      },
    });
    await upstream.call('soft.suspend', { elid: '7' }, { ...ACT, permit });
    const late = faultOf(upstream.call('soft.delete', { elid: '7' }, { ...ACT, permit }));
    expect((await late).type).toBe('lock_lost');
    expect(requests.map(request => request.form.get('func'))).toEqual(['soft.suspend']);
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
      rateLimit: async () => {
        paced += 1;
      },
    });
    await Promise.all(
      [1, 2, 3, 4].map(each => upstream.call('soft.edit', { elid: String(each) }, READ)),
    );
    expect(loopback.requests.map(request => request.form.get('elid'))).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect({ mostAtWork, paced, connections: loopback.connections() }).toEqual({
      mostAtWork: 1,
      paced: 4,
      connections: 1,
    });
  });

  it('is still made after one before it has failed', async () => {
    let count = 0;
    const { url } = await server(
      listen((response, request) =>
        ++count === 1 ? response.destroy() : send(OK)(response, request),
      ),
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
    const upstream = manager(url, { rateLimit: () => Promise.reject(new Fault('state_unusable')) });
    expect((await faultOf(upstream.call('soft', {}, ACT))).type).toBe('state_unusable');
    expect(requests).toHaveLength(0);
  });

  it('leaves one debug line with function, object, time and outcome', async () => {
    const { url, port } = await server(listen(send(OK)));
    await manager(url).call(
      'addition.order.param',
      { elid: '7', item: '9', licname: 'secret name' },
      ACT,
    );
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

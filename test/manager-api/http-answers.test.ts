import { describe, expect, it } from 'vitest';
import { text } from '../../src/manager-api/document.ts';
import { BAD, faultOf, manager, OK, outcomes, PASSWORD, READ, server } from './http-support.ts';
import { listen, send } from './loopback.ts';

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
    JSON: send('{"doc":{"id":{"$":"7"}}}', 200, { 'content-type': 'application/json' }),
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
    const { url } = await server(
      listen(send('<html>slow down</html>', 429, { 'retry-after': '30' })),
    );
    expect(await outcomes(url)).toEqual({
      act: 'upstream_busy/passing',
      read: 'upstream_busy/passing',
    });
    const fault = await faultOf(manager(url).call('soft', {}, READ));
    expect(fault.detail).toBe('HTTP 429, Retry-After: 30');
  });

  it('that is an error document is a refusal, whatever the status', async () => {
    for (const status of [200, 403, 500]) {
      const { url } = await server(
        listen(send('<doc><error type="auth"><msg>Invalid login</msg></error></doc>', status)),
      );
      expect(await outcomes(url)).toEqual({
        act: 'upstream_auth/final',
        read: 'upstream_auth/final',
      });
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

  it('with bytes that are not UTF-8 is read all the same', async () => {
    const broken = [
      ...Buffer.from('<doc><id>7</id><name>a'),
      0xff,
      ...Buffer.from('</name></doc>'),
    ];
    const { url } = await server(listen(send(Buffer.from(broken))));
    const answer = await manager(url).call('soft', {}, READ);
    expect([text(answer, 'id'), text(answer, 'name')]).toEqual(['7', 'a\uFFFD']);
  });
});

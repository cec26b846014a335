import { afterEach, describe, expect, it } from 'vitest';
import { connectionTo, HttpManager } from '../../src/manager-api/http-manager.ts';
import { listen, listenRaw, send } from './loopback.ts';

const READ = { kind: 'read' } as const;
const LIMITS = { timeoutMs: 300_000, connectTimeoutMs: 300_000 };
const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function managerOver(url: string): { upstream: HttpManager; prepare(): Promise<void> } {
  const connection = connectionTo({ url, ...LIMITS });
  const mayAct = (): void => undefined;
  const upstream = new HttpManager({
    url,
    username: 'a',
    password: 'b',
    ...LIMITS,
    connection,
    mayAct,
  });
  opened.push(upstream);
  return { upstream, prepare: () => connection.prepare() };
}

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<doc/>';

describe('a connection made ahead', () => {
  it('serves the first request', async () => {
    const loopback = await listen(send('<doc><id>7</id></doc>'));
    opened.push(loopback);
    const { upstream, prepare } = managerOver(loopback.url);
    await prepare();
    await expect.poll(() => loopback.connections()).toBe(1);
    expect(loopback.requests).toHaveLength(0);
    await upstream.call('soft', {}, READ);
    await upstream.call('soft', {}, READ);
    expect(loopback.connections()).toBe(1);
  });

  it('is made anew where the server has closed it before the first request', async () => {
    const closed = Promise.withResolvers<void>();
    let isFirst = true;
    const server = await listenRaw(socket => {
      const welcome = isFirst;
      isFirst = false;
      if (welcome) socket.end().once('close', () => closed.resolve());
      else socket.once('data', () => socket.end(ANSWER));
    });
    opened.push(server);
    const { upstream, prepare } = managerOver(server.url);
    await prepare();
    await closed.promise;
    expect((await upstream.call('soft', {}, READ)).name).toBe('doc');
    expect(server.connections()).toBe(2);
  });

  it('changes nothing where it cannot be made: the first request tells why', async () => {
    const gone = await listen(send('<doc/>'));
    await gone.close();
    const { upstream, prepare } = managerOver(gone.url);
    await prepare();
    await expect(upstream.call('soft', {}, READ)).rejects.toMatchObject({
      type: 'upstream_unreachable',
    });
  });

  it('that was never used is closed with the rest', async () => {
    const loopback = await listen(send('<doc/>'));
    const { upstream, prepare } = managerOver(loopback.url);
    await prepare();
    await upstream.close();
    await loopback.close();
    expect(loopback.requests).toHaveLength(0);
  });
});

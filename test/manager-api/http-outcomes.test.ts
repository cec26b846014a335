import { describe, expect, it } from 'vitest';
import { LOST, NOT_SENT, OK, outcomes, server } from './http-support.ts';
import { listen, listenRaw, send } from './loopback.ts';

describe('before a byte is sent nothing was carried out', () => {
  it('when the connection is refused', async () => {
    const gone = await listen(send(OK));
    await gone.close();
    expect(await outcomes(gone.url)).toEqual(NOT_SENT);
  });

  it('when there is no such host', async () => {
    expect(
      await outcomes('http://no-such-host.invalid/billmgr', { connectTimeoutMs: 4000 }),
    ).toEqual(NOT_SENT);
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
    expect(await outcomes(url, { timeoutMs: 300 })).toEqual(LOST);
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

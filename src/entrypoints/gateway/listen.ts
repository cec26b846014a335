import type { FastifyInstance } from 'fastify';
import { Fault } from '../../base/fault.ts';
import type { GatewaySettings } from '../../conf/conf.ts';
import { readNamedFile } from '../../conf/named-file.ts';

/** systemd hands over sockets from this file descriptor on (sd_listen_fds(3)). */
const FIRST_FD = 3;

/** The socket that systemd has opened for this very process; null without one. */
function activatedSocket(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): number | null {
  const isForUs = env['LISTEN_PID'] === String(pid) && Number(env['LISTEN_FDS']) >= 1;
  return isForUs ? FIRST_FD : null;
}

/**
 * Listens on systemd's socket, else on the conf's address. Returns the address for people. Faults:
 * gateway_unset without either, gateway_unable when the address is taken or not this machine's.
 */
export async function listen(
  app: FastifyInstance,
  gateway: GatewaySettings,
  file: string,
): Promise<string> {
  const fd = activatedSocket(process.env, process.pid);
  if (fd === null && gateway.listen === null) throw new Fault('gateway_unset', { object: file });
  const place = gateway.listen ?? { host: '127.0.0.1', port: 0 };
  try {
    return await app.listen(fd === null ? place : { ...place, ...{ fd } });
  } catch (error) {
    throw new Fault('gateway_unable', {
      object: fd === null ? `${place.host}:${place.port}` : 'the socket of systemd',
      value: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

/**
 * Certificate and key of the conf as PEM texts; undefined for plain HTTP. Faults: conf_bad for
 * files that cannot be read, conf_exposed, path_exposed for those that others may change, and for a
 * key that they may read.
 */
export function readTls(
  gateway: Pick<GatewaySettings, 'tlsCert' | 'tlsKey'>,
): { cert: string; key: string } | undefined {
  if (gateway.tlsCert === '' || gateway.tlsKey === '') return undefined;
  return {
    cert: readNamedFile({ file: gateway.tlsCert, isSecret: false }),
    key: readNamedFile({ file: gateway.tlsKey, isSecret: true }),
  };
}

import { type Connection, createConnection } from 'mysql2/promise';
import type { DatabaseSettings } from './panel-settings.ts';

/** Opens a connection to the database `name`. Rejects with the driver's errors. */
export async function openConnection(
  settings: DatabaseSettings,
  name: string,
  timeoutMs: number,
): Promise<Connection> {
  const { user, password } = settings;
  const connection = await createConnection({
    ...placeOf(settings),
    user,
    password,
    database: name,
    charset: 'utf8mb4',
    connectTimeout: timeoutMs,
    // columns as the bytes that the server sends: types are read by us
    typeCast: false,
    // rows are read once, so that a parser made for each statement would cost more than it gains
    disableEval: true,
  });
  // the next query reports a lost connection
  connection.on('error', () => {});
  return connection;
}

/** Encrypted to a host elsewhere; the certificate is checked where the conf has its authority. */
function placeOf({ host, port, socket, ca }: DatabaseSettings): object {
  if (socket !== '') return { socketPath: socket };
  if (isLoopback(host)) return { host, port };
  const ssl = ca === '' ? { rejectUnauthorized: false } : { ca, verifyIdentity: true };
  return { host, port, ssl };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

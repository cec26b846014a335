import type { Connection } from 'mysql2/promise';

export type { Connection };

export interface Login {
  /** The server's socket. */
  readonly socket: string;
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

/** The driver is loaded here, by those alone who need it. Rejects with the driver's error. */
export async function connect(login: Login): Promise<Connection> {
  const { createConnection } = await import('mysql2/promise');
  const { socket, ...rest } = login;
  const connection = await createConnection({
    ...rest,
    socketPath: socket,
    charset: 'UTF8MB4_GENERAL_CI',
    dateStrings: true,
    multipleStatements: true,
  });
  // one that is lost while nobody waits: the next query tells
  connection.on('error', () => {});
  return connection;
}

/** Errors that say that there is no server, or none any more. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EPIPE',
  'ECONNRESET',
  'PROTOCOL_CONNECTION_LOST',
  'ER_SERVER_SHUTDOWN',
]);

export function isAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    AWAY.has(error.code)
  );
}

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
    disableEval: true,
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
]);
/** The server's number for the same. */
const SHUTTING_DOWN = 1053;

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('errno' in error && error.errno === SHUTTING_DOWN) return true;
  return 'code' in error && typeof error.code === 'string' && AWAY.has(error.code);
}

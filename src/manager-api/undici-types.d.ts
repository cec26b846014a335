// undici publishes no types for its inner files
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';

  export default Client;
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net';
  import type { TLSSocket } from 'node:tls';
  import { buildConnector } from 'undici';

  /** Unlike its published type, the connector also returns the socket that it is connecting. */
  type Connector = (
    options: buildConnector.Options,
    callback: buildConnector.Callback,
  ) => Socket | TLSSocket;
  export default function connectorOf(options: buildConnector.BuildOptions): Connector;
}

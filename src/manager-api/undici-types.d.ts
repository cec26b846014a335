// undici publishes no types of its inner files
declare module 'undici/lib/core/symbols.js' {
  const kConnect: unique symbol;
  const symbols: { readonly kConnect: typeof kConnect };
  export default symbols;
}

declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  import symbols from 'undici/lib/core/symbols.js';

  export default class ConnectableClient extends Client {
    /** `connected` is called once the connection stands, and never where it cannot be made. */
    [symbols.kConnect](connected: () => void): void;
  }
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net';
  import type { TLSSocket } from 'node:tls';
  import { buildConnector } from 'undici';

  /** Unlike its published type the connector also answers the socket that it is connecting. */
  type Connector = (
    options: buildConnector.Options,
    callback: buildConnector.Callback,
  ) => Socket | TLSSocket;
  export default function connectorOf(options: buildConnector.BuildOptions): Connector;
}

import type { Log } from '../../base/log.ts';
import type { MayAct } from '../../base/maintenance.ts';
import type { Conf } from '../../conf/conf.ts';
import type { AccessLog } from './access-log.ts';
import type { Buyer } from './buyer.ts';
import type { PriceList } from './price-list.ts';

/** What the HTTP server works with. */
export interface GatewayParts {
  readonly prices: PriceList;
  readonly buyer: Buyer;
  /** The conf as it is now. */
  conf(): Promise<Conf>;
  /** Throws Fault maintenance, maintenance_unknown. */
  readonly mayAct: MayAct;
  /** What holds as long as the server runs. */
  readonly fixed: {
    readonly limit: number;
    readonly trustedProxies: readonly string[];
    /** PEM texts; undefined for plain HTTP. */
    readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  };
  readonly access: AccessLog;
  readonly log: Log;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, behind whatever proxies (proxies.ts). */
    client: string;
    /** performance.now() when the request's headers had come. */
    began: number;
  }
}

import type { Language } from '../base/fault-types.ts';

/** A `Preset <pricelist id>-<name>` line. */
export interface Preset {
  /** Upstream pricelist (classic: price) id. */
  readonly id: string;
  readonly name: string;
}

/** A `[preset ID]` section: what the administrator set for one preset. */
export interface PresetSettings {
  /** Amount by upstream addon id (`addon.N = amount`). */
  readonly addons: ReadonlyMap<string, number>;
  /** This preset's own period map, before the common one (`period.X = Y`). */
  readonly periods: ReadonlyMap<string, string>;
  /** Decimal text in the upstream account's currency; null: no limit. */
  readonly maxCost: string | null;
  readonly close: 'delete' | 'release';
}

export interface UpstreamSettings {
  readonly url: string;
  readonly username: string;
  /** Secret. */
  readonly password: string;
  readonly dialect: 'current' | 'classic';
  /** Total time of one request, seconds. */
  readonly timeout: number;
  /** Time to reach the host, seconds. */
  readonly connectTimeout: number;
  /** Requests a second, over all processes. */
  readonly rate: number;
  /** Absolute path of a PEM file with further CA certificates; '' for none. */
  readonly ca: string;
  /** Seconds that an open waits for the key before it hands over to checkevent. */
  readonly keyWait: number;
  /**
   * Seconds that upstream may still be carrying out a request whose sender died; looked at only
   * afterwards.
   */
  readonly settle: number;
}

export interface SyncSettings {
  readonly expiredate: 'billing' | 'upstream';
  /** Days before the upstream end date. */
  readonly renewBefore: number;
  readonly balanceDays: number;
  /** Seconds that one run of checkevent may take; what is left comes first next time. */
  readonly timeLimit: number;
  /** Rows asked for with a page of an upstream list. */
  readonly rows: number;
  /**
   * Days after which a license's details are read again although its row tells nothing new; 0:
   * never.
   */
  readonly rereadDays: number;
}

/** Everything that etc/cpbillmgr.conf says, defaults filled in. */
export interface Conf {
  /** Path it was read from, for messages. */
  readonly file: string;
  readonly presets: readonly Preset[];
  /** `Period X Y`: local order period -> upstream period. */
  readonly periods: ReadonlyMap<string, string>;
  readonly upstream: UpstreamSettings;
  readonly sync: SyncSettings;
  presetSettings(preset: string): PresetSettings;
}

/** The `[log]` section. */
export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
}

/**
 * Amounts by currency code as decimal text; the entry '' is for every currency that has none of its
 * own (`fixed = 950 RUB, 9.90 EUR` or `fixed = 9.90`).
 */
export type AmountByCurrency = ReadonlyMap<string, string>;

/** The `[gateway]` section: the partner gateway for panel modules. */
export interface GatewaySettings {
  /**
   * Host (an IPv6 address without its brackets) and port to listen on; null: the section does not
   * say.
   */
  readonly listen: { readonly host: string; readonly port: number } | null;
  readonly mode: 'manual' | 'automatic';
  /** The reseller's order page with the macros {module} {license} {ip} {module_id}; '' for none. */
  readonly orderUrl: string;
  /** Percent on the upstream price, decimal text ("20", "12.5"). */
  readonly margin: string;
  /**
   * Currencies that panels are shown, the first one first; empty: the one that most modules have a
   * price in.
   */
  readonly currency: readonly string[];
  /** Seconds for which the upstream's price list is used before it is asked again. */
  readonly cache: number;
  /** Language of the pages; auto: the browser's. */
  readonly language: 'auto' | Language;
  /** Where a client turns to, shown on the pages; '' for nothing. */
  readonly contact: string;
  /** Automatic mode: BILLmanager accounts whose services may be ordered for; null: all. */
  readonly clients: readonly string[] | null;
  /** Automatic mode: orders a day; what comes after them is left to the manual mode. */
  readonly maxOrders: number;
  /** Absolute paths of PEM files; '' for plain HTTP. */
  readonly tlsCert: string;
  readonly tlsKey: string;
  /** Requests a second from one address; 0: no limit. */
  readonly limit: number;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

/** A `[price N]` section: the reseller's own price of one upstream pricelist. */
export interface PriceSettings {
  /** Percent, decimal text; null: the gateway's. */
  readonly margin: string | null;
  /** The price itself, whatever the upstream asks. */
  readonly fixed: AmountByCurrency;
  /** The price is never below it. */
  readonly minimum: AmountByCurrency;
  /** The price is rounded up to a multiple of it. */
  readonly round: AmountByCurrency;
  /** Is the module offered at all? */
  readonly show: boolean;
  /**
   * The local tariff (BILLmanager's id) under which automatic orders are billed to the client; ''
   * for none.
   */
  readonly tariff: string;
}

/** The whole file: with what the doors need besides the operations. */
export interface FullConf extends Conf {
  readonly log: LogSettings;
  readonly gateway: GatewaySettings;
  /** Numbers of the `[price N]` sections, as the file has them. */
  readonly priced: readonly string[];
  priceSettings(pricelist: string): PriceSettings;
}

/**
 * One mistake in a conf: where, what was found, what is allowed. Never holds a secret of the file.
 */
export interface ConfMistake {
  readonly file: string;
  /** From 1; 0: about the file as a whole. */
  readonly line: number;
  readonly found: string;
  readonly allowed: string;
  /** The same in Russian. */
  readonly ru: { readonly found: string; readonly allowed: string };
}

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
  /** Seconds that upstream may still be carrying out a request whose sender died; looked at only afterwards. */
  readonly settle: number;
}

export interface SyncSettings {
  readonly expiredate: 'billing' | 'upstream';
  /** Days before the upstream end date. */
  readonly renewBefore: number;
  readonly balanceDays: number;
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

/** One mistake in a conf: where, what was found, what is allowed. */
export interface ConfMistake {
  readonly file: string;
  readonly line: number;
  readonly found: string;
  readonly allowed: string;
}

import type { Settings } from './keys.ts';

/** A `Preset <pricelist id>-<name>` line. */
export interface Preset {
  /** Upstream pricelist (classic: price) id. */
  readonly id: string;
  readonly name: string;
}

export type GatewaySettings = Settings<'gateway'>;
export type PriceSettings = Settings<'price'>;

/** Everything that etc/cpbillmgr.conf says, defaults filled in (keys.ts has the keys). */
export interface Conf {
  /** The path it was read from, for messages. */
  readonly file: string;
  /** Changes with the text of the file. */
  readonly fingerprint: string;
  readonly presets: readonly Preset[];
  /** `Period X Y`: local order period -> upstream period. */
  readonly periods: ReadonlyMap<string, string>;
  readonly upstream: Settings<'upstream'>;
  readonly sync: Settings<'sync'>;
  readonly gateway: GatewaySettings;
  readonly billmanager: Settings<'billmanager'>;
  readonly log: Settings<'log'>;
  /** Numbers of the `[price N]` sections, as the file has them. */
  readonly priced: readonly string[];
  presetSettings(preset: string): Settings<'preset'>;
  priceSettings(pricelist: string): PriceSettings;
}

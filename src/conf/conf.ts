import type { Settings } from './keys.ts';

/** A `Preset <pricelist id>-<name>` line. */
export interface Preset {
  /** Upstream pricelist (classic: price) id. */
  readonly id: string;
  readonly name: string;
}

/** Everything that etc/cpbillmgr.conf says, defaults filled in (keys.ts has the keys). */
export interface Conf {
  /** Path it was read from, for messages. */
  readonly file: string;
  readonly presets: readonly Preset[];
  /** `Period X Y`: local order period -> upstream period. */
  readonly periods: ReadonlyMap<string, string>;
  readonly upstream: Settings<'upstream'>;
  readonly sync: Settings<'sync'>;
  presetSettings(preset: string): Settings<'preset'>;
}

export type GatewaySettings = Settings<'gateway'>;
export type PriceSettings = Settings<'price'>;

/** The whole file: with what the entrypoints need besides the operations. */
export interface FullConf extends Conf {
  readonly log: Settings<'log'>;
  readonly gateway: GatewaySettings;
  /** Numbers of the `[price N]` sections, as the file has them. */
  readonly priced: readonly string[];
  priceSettings(pricelist: string): PriceSettings;
}

import type { Period } from '../base/period.ts';
import type { Conf, Preset } from './conf.ts';

/**
 * The number at the beginning of a tariff's internal name, the id of an upstream pricelist; '' if
 * there is none. It ends at a `-`, a blank or the end of the name: `3541x` has none.
 */
export const pricelistOf = (intname: string): string =>
  /^\s*(\d+)(?=[-\s]|$)/.exec(intname)?.[1] ?? '';

/**
 * The preset that a tariff's internal name selects by the number at its beginning: `3541-ISPmanager
 * Lite` as well as `3541` (docs/conf.md, "Presets"); `03541` selects none. What follows the number
 * is for people and is not compared. null: no Preset line has this number.
 */
export function presetOf(intname: string, conf: Pick<Conf, 'presets'>): Preset | null {
  const id = pricelistOf(intname);
  return conf.presets.find(preset => preset.id === id) ?? null;
}

/**
 * The upstream's period for an order period of the local BILLmanager: from the preset's own map,
 * then from the common one; a period in neither passes through (docs/conf.md, "Periods").
 */
export function vendorPeriod(
  conf: Pick<Conf, 'periods' | 'presetSettings'>,
  preset: string,
  localPeriod: Period | string,
): string {
  const local = String(localPeriod);
  return conf.presetSettings(preset).periods.get(local) ?? conf.periods.get(local) ?? local;
}

/**
 * The module's configuration in BILLmanager: one `Preset 5-ISPmanager Lite` line per preset, as the
 * original showed it.
 */
export function renderServerConfig(conf: Pick<Conf, 'presets'>): string {
  return conf.presets.map(preset => `Preset ${preset.id}-${preset.name}\n`).join('');
}

import { isAbsolute, join } from 'node:path';
import type { ConfMistake, FullConf, PresetSettings, PriceSettings, UpstreamSettings } from './conf.ts';
import { readDirectives } from './directives.ts';
import {
  GATEWAY,
  type Key,
  LOG,
  PRESET,
  PRESET_ADDON,
  PRESET_PERIOD,
  PRICE,
  SYNC,
  UPSTREAM,
} from './keys.ts';
import { confLines } from './lines.ts';
import { mistakeList, type NoteMistake } from './mistakes.ts';
import { pick, pickFamily, type RawSection, readSections } from './sections.ts';
import { asIs } from './wording.ts';

/**
 * Reads the text of etc/cpbillmgr.conf: Preset and Period lines, then INI sections (product.md, "The conf by example").
 * `file` names it in messages; `root` is the manager root, below which relative paths lie. Never throws: whatever is wrong
 * is in `mistakes`, in the order of the lines, and `conf` then holds defaults in those places. A conf with mistakes is for
 * showing, not for acting on.
 */
export function parseConf(
  text: string,
  file: string,
  root: string,
): { readonly conf: FullConf; readonly mistakes: readonly ConfMistake[] } {
  const { note, sorted } = mistakeList(file);
  const lines = confLines(text);
  const firstHeader = lines.findIndex(line => line.text.startsWith('['));
  const split = firstHeader < 0 ? lines.length : firstHeader;
  const directives = readDirectives(lines.slice(0, split), note);
  const sections = readSections(lines.slice(split), note);
  const single = (name: string): RawSection | undefined => sections.find(each => each.name === name);
  const numbered = (name: string): readonly RawSection[] => sections.filter(each => each.name === name);

  const presetSettings = new Map(numbered('preset').map(each => [each.number, presetSettingsOf(each, note)]));
  for (const each of numbered('preset'))
    if (!directives.presets.some(preset => preset.id === each.number)) noteWithoutPreset(each, note);
  const priceSettings = new Map(numbered('price').map(each => [each.number, priceSettingsOf(each, note)]));
  const sync = valuesOf(single('sync'), note);
  const gateway = valuesOf(single('gateway'), note);
  const conf: FullConf = {
    file,
    ...directives,
    upstream: upstreamOf(single('upstream'), root, note),
    sync: {
      expiredate: sync(SYNC.expiredate),
      renewBefore: sync(SYNC.renewBefore),
      balanceDays: sync(SYNC.balanceDays),
      timeLimit: sync(SYNC.timeLimit),
      rows: sync(SYNC.rows),
    },
    gateway: {
      listen: gateway(GATEWAY.listen),
      mode: gateway(GATEWAY.mode),
      orderUrl: gateway(GATEWAY.orderUrl),
      margin: gateway(GATEWAY.margin),
    },
    log: { level: valuesOf(single('log'), note)(LOG.level) },
    presetSettings: preset => presetSettings.get(preset) ?? presetSettingsOf(undefined, note),
    priceSettings: pricelist => priceSettings.get(pricelist) ?? priceSettingsOf(undefined, note),
  };
  return { conf, mistakes: sorted() };
}

const valuesOf =
  (section: RawSection | undefined, note: NoteMistake) =>
  <T>(key: Key<T>): T =>
    pick(section, key, note);

function upstreamOf(section: RawSection | undefined, root: string, note: NoteMistake): UpstreamSettings {
  const value = valuesOf(section, note);
  const ca = value(UPSTREAM.ca);
  return {
    url: value(UPSTREAM.url),
    username: value(UPSTREAM.username),
    password: value(UPSTREAM.password),
    dialect: value(UPSTREAM.dialect),
    timeout: value(UPSTREAM.timeout),
    connectTimeout: value(UPSTREAM.connectTimeout),
    rate: value(UPSTREAM.rate),
    ca: ca === '' || isAbsolute(ca) ? ca : join(root, ca),
    keyWait: value(UPSTREAM.keyWait),
    settle: value(UPSTREAM.settle),
  };
}

function presetSettingsOf(section: RawSection | undefined, note: NoteMistake): PresetSettings {
  return {
    addons: pickFamily(section, PRESET_ADDON, note),
    periods: pickFamily(section, PRESET_PERIOD, note),
    maxCost: pick(section, PRESET.maxCost, note),
    close: pick(section, PRESET.close, note),
  };
}

function priceSettingsOf(section: RawSection | undefined, note: NoteMistake): PriceSettings {
  return {
    margin: pick(section, PRICE.margin, note),
    fixed: pick(section, PRICE.fixed, note),
    minimum: pick(section, PRICE.minimum, note),
    round: pick(section, PRICE.round, note),
  };
}

function noteWithoutPreset(section: RawSection, note: NoteMistake): void {
  note(
    section.line,
    {
      en: `[${section.title}] without a line "Preset ${section.number}-NAME"`,
      ru: `[${section.title}] без строки «Preset ${section.number}-НАЗВАНИЕ»`,
    },
    asIs(`Preset ${section.number}-...`),
  );
}

import { isAbsolute, join } from 'node:path';
import { asIs, type LocalizedText } from '../base/localized-text.ts';
import type {
  ConfMistake,
  FullConf,
  GatewaySettings,
  PresetSettings,
  PriceSettings,
  UpstreamSettings,
} from './conf.ts';
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

/**
 * Reads the text of etc/cpbillmgr.conf: Preset and Period lines, then INI sections (product.md,
 * "The conf by example"). `file` names it in messages; `root` is the manager root, below which
 * relative paths lie. Never throws: whatever is wrong is in `mistakes`, in the order of the lines,
 * and `conf` then holds defaults in those places. A conf with mistakes is for showing, not for
 * acting on.
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
  const single = (name: string): RawSection | undefined =>
    sections.find(each => each.name === name);
  const numbered = (name: string): readonly RawSection[] =>
    sections.filter(each => each.name === name);

  const presetSettings = new Map(
    numbered('preset').map(each => [each.number, presetSettingsOf(each, note)]),
  );
  for (const each of numbered('preset'))
    if (!directives.presets.some(preset => preset.id === each.number))
      noteWithoutPreset(each, note);
  const priceSettings = new Map(
    numbered('price').map(each => [each.number, priceSettingsOf(each, note)]),
  );
  const sync = valuesOf(single('sync'), note);
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
      rereadDays: sync(SYNC.rereadDays),
    },
    gateway: gatewayOf(single('gateway'), root, note),
    priced: [...priceSettings.keys()],
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

const belowRoot = (path: string, root: string): string =>
  path === '' || isAbsolute(path) ? path : join(root, path);

function upstreamOf(
  section: RawSection | undefined,
  root: string,
  note: NoteMistake,
): UpstreamSettings {
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
    ca: belowRoot(ca, root),
    keyWait: value(UPSTREAM.keyWait),
    settle: value(UPSTREAM.settle),
  };
}

function gatewayOf(
  section: RawSection | undefined,
  root: string,
  note: NoteMistake,
): GatewaySettings {
  const value = valuesOf(section, note);
  const tls = { cert: value(GATEWAY.tlsCert), key: value(GATEWAY.tlsKey) };
  if (section && (tls.cert === '') !== (tls.key === '')) note(section.line, HALF_TLS, BOTH_TLS);
  return {
    listen: value(GATEWAY.listen),
    mode: value(GATEWAY.mode),
    orderUrl: value(GATEWAY.orderUrl),
    margin: value(GATEWAY.margin),
    currency: value(GATEWAY.currency),
    cache: value(GATEWAY.cache),
    language: value(GATEWAY.language),
    contact: value(GATEWAY.contact),
    clients: value(GATEWAY.clients),
    maxOrders: value(GATEWAY.maxOrders),
    tlsCert: belowRoot(tls.cert, root),
    tlsKey: belowRoot(tls.key, root),
    limit: value(GATEWAY.limit),
    trustedProxies: value(GATEWAY.trustedProxies),
  };
}

const HALF_TLS: LocalizedText = {
  en: 'tls_cert or tls_key without the other one',
  ru: 'tls_cert или tls_key без второго ключа',
};
const BOTH_TLS: LocalizedText = { en: 'both of them, or none', ru: 'либо оба, либо ни одного' };

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
    show: pick(section, PRICE.show, note) === 'on',
    tariff: pick(section, PRICE.tariff, note),
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

import { isIP } from 'node:net';
import type { Query } from './query.ts';

/** What a panel says with "Buy" (docs/reference/vendor-api.md, "Reselling modules"). */
export interface BuyLink {
  readonly module: string;
  readonly license: string;
  /** '' if the panel did not tell. */
  readonly ip: string;
  readonly moduleId: string;
}

const NUMBER = /^[1-9]\d{0,14}$/;
const MODULE_NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

export const isBuyLink = (query: Query): boolean =>
  query.get('module_id') !== undefined || query.get('license') !== undefined;

/** null when a part of it cannot have come from a panel. */
export function parseBuyLink(query: Query): BuyLink | null {
  const module = (query.get('module') ?? '').trim();
  const license = (query.get('license') ?? '').trim();
  const ip = (query.get('ip') ?? '').trim();
  const moduleId = (query.get('module_id') ?? '').trim();
  const isWhole =
    !query.ambiguous &&
    (module === '' || MODULE_NAME.test(module)) &&
    NUMBER.test(license) &&
    NUMBER.test(moduleId) &&
    (ip === '' || isIP(ip) !== 0);
  return isWhole ? { module, license, ip, moduleId } : null;
}

/**
 * The reseller's order page for this click; '' when the conf names none. The host stands in the
 * conf (the conf's reader allows no macro in it), values are encoded.
 */
export function orderPage(template: string, link: BuyLink): string {
  const values: Readonly<Record<string, string>> = {
    module: link.module,
    license: link.license,
    ip: link.ip,
    module_id: link.moduleId,
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
}

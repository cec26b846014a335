import { Fault } from '../base/fault.ts';
import type { LimitName, Limits } from './panel.ts';

/** What a resource of a tariff limits, and the unit in which the panel counts it. */
interface LimitRule {
  readonly limit: LimitName;
  readonly unit: 'MiB' | 'count';
}

/**
 * Resources of a tariff, by internal name, and the limits they become (docs/reference/panel-api.md,
 * "Limits"). The reference gives no internal name for FTP users: all its likely spellings are
 * accepted.
 */
const RULES: Readonly<Record<string, LimitRule>> = {
  disc: { limit: 'limit_quota', unit: 'MiB' },
  disk: { limit: 'limit_quota', unit: 'MiB' },
  bandwidth: { limit: 'limit_traff', unit: 'MiB' },
  webdomainlimit: { limit: 'limit_webdomains', unit: 'count' },
  domainlimit: { limit: 'limit_domains', unit: 'count' },
  maildomainlimit: { limit: 'limit_emaildomains', unit: 'count' },
  databaselimit: { limit: 'limit_db', unit: 'count' },
  emaillimit: { limit: 'limit_emails', unit: 'count' },
  ftpuserlimit: { limit: 'limit_ftp_users', unit: 'count' },
  ftplimit: { limit: 'limit_ftp_users', unit: 'count' },
  ftpusers: { limit: 'limit_ftp_users', unit: 'count' },
  ftpuser: { limit: 'limit_ftp_users', unit: 'count' },
  cpuusage: { limit: 'limit_cpu', unit: 'count' },
  mem: { limit: 'limit_memory', unit: 'MiB' },
};

const SIZES: ReadonlySet<string> = new Set([
  'limit_quota',
  'limit_traff',
  'limit_memory',
  'limit_dbsize',
  'limit_email_quota',
]);

/** MiB in one unit. BILLmanager's kilobytes to terabytes are binary, like the panel's. */
const MIB: Readonly<Record<string, number>> = {
  b: 1 / 1_048_576,
  k: 1 / 1024,
  m: 1,
  g: 1024,
  t: 1_048_576,
};

/** A resource of a tariff, and its amount. */
export interface LimitingResource {
  readonly intname: string;
  readonly amount: number;
  /** The unit of `amount`: "gib", "MB", "unit"; '' if the tariff does not say. */
  readonly measure: string;
}

/** Does this resource limit anything on a panel? Others concern BILLmanager alone. */
export const isLimited = (intname: string): boolean => ruleOf(intname) !== null;

/**
 * The limits that a tariff's resources ask for. A resource named like a limit of the panel
 * (`limit_ssh_users`) is that limit. Throws resource_bad (final) for a size in an unknown unit, and
 * for two resources of one limit.
 */
export function limitsFrom(resources: readonly LimitingResource[]): Limits {
  const limits = new Map<LimitName, string>();
  for (const resource of resources) {
    const rule = ruleOf(resource.intname);
    if (rule === null) continue;
    if (limits.has(rule.limit)) {
      throw new Fault('resource_bad', {
        object: resource.intname,
        value: `another resource is ${rule.limit} already`,
      });
    }
    limits.set(
      rule.limit,
      String(rule.unit === 'MiB' ? mebibytes(resource) : Math.floor(resource.amount)),
    );
  }
  return limits;
}

/**
 * The template's limits with the tariff's over them (docs/reference/panel-api.md, "Templates").
 */
export function mergeLimits(template: Limits, tariff: Limits): Limits {
  return new Map([...template, ...tariff]);
}

function ruleOf(intname: string): LimitRule | null {
  const name = intname.trim().toLowerCase();
  if (Object.hasOwn(RULES, name)) return RULES[name] ?? null;
  const limit = /^limit_[a-z0-9_]+$/.exec(name)?.[0];
  if (limit === undefined) return null;
  return {
    limit: `limit_${limit.slice('limit_'.length)}`,
    unit: SIZES.has(limit) ? 'MiB' : 'count',
  };
}

/** Rounded up: the client never gets less than was paid for. */
function mebibytes({ intname, amount, measure }: LimitingResource): number {
  const unit = measure.trim().toLowerCase();
  if (unit === '' || unit === 'unit') return Math.ceil(amount);
  const letter = /^(b|[kmgt])(?:i?b|b?yte?s?)?$/.exec(unit)?.[1];
  const factor = letter === undefined ? undefined : MIB[letter];
  if (factor === undefined) {
    throw new Fault('resource_bad', {
      object: intname,
      value: `its unit "${measure}" is not known`,
    });
  }
  return Math.ceil(amount * factor);
}

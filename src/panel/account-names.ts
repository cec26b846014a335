import { domainToASCII } from 'node:url';
import { Fault } from '../base/fault.ts';

/** What a user name is made of (docs/reference/panel-api.md, "Username template macros"). */
export interface NameParts {
  /** The client's user name, the part before the @. */
  readonly username: string;
  readonly domain: string;
  /** Id of the service. */
  readonly id: string;
  /** Id of the service's owner. */
  readonly accountId: string;
}

/** For a tariff without a template: gives every service a name of its own. */
const DEFAULT_NAME_TEMPLATE = 'user@ID@';
/** How many names are tried. */
const MOST_NAMES = 50;

const LONGEST_NAME = 32;
const NAME = /^[a-z0-9][a-z0-9._-]*$/;

/** Does the template use the client's user name, which costs another query? */
export const asksUsername = (template: string): boolean => /@USERNAME@/i.test(template);

/** Does it use anything of the client, whose account must then be known? */
export const asksClient = (template: string): boolean =>
  /@(?:USERNAME|ACCOUNT_ID)@/i.test(template);

/**
 * The user name that a template gives, in lower case. Characters that a panel does not accept are
 * dropped from the client's name and domain (an international domain is written as in the DNS), and
 * long names are cut. Throws account_name_bad (final), naming template and result, if nothing is
 * left or the template itself has such characters.
 */
export function userName(template: string, parts: NameParts): string {
  const pattern = template.trim() === '' ? DEFAULT_NAME_TEMPLATE : template.trim();
  const name = withMacros(pattern, parts);
  if (!NAME.test(name)) throw new Fault('account_name_bad', { object: pattern, value: name });
  return fitting(name);
}

/** A template in lower case, its macros replaced by what a panel accepts of their values. */
export function withMacros(template: string, parts: NameParts): string {
  const values: Readonly<Record<string, string>> = {
    USERNAME: plain(parts.username.split('@')[0] ?? ''),
    DOMAIN: plain(domainToASCII(parts.domain.trim()) || parts.domain),
    ID: parts.id,
    ACCOUNT_ID: parts.accountId,
  };
  return template
    .trim()
    .replace(
      /@(USERNAME|DOMAIN|ID|ACCOUNT_ID)@/gi,
      (_, macro: string) => values[macro.toUpperCase()] ?? '',
    )
    .toLowerCase();
}

export const isUserName = (name: string): boolean => name.length <= LONGEST_NAME && NAME.test(name);

/** The names to try in turn: user117, user1171, user1172 ... */
export function* namesFrom(name: string): Generator<string> {
  yield name;
  for (let number = 1; number < MOST_NAMES; number += 1) yield fitting(name, String(number));
}

/** Only the characters of a user name, with no sign at the beginning. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^[._-]+/, '');

/** A number at the end tells names apart, so a long name is cut before it. */
function fitting(name: string, number = ''): string {
  if (`${name}${number}`.length <= LONGEST_NAME) return `${name}${number}`;
  const [, head = '', own = ''] = /^(.*?)(\d*)$/.exec(name) ?? [];
  const end = `${own}${number}`.slice(-LONGEST_NAME + 1);
  return `${head.slice(0, LONGEST_NAME - end.length).replace(/[._-]+$/, '')}${end}`;
}

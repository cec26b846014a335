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

/** Of a tariff that says nothing: every service has a name of its own. */
const DEFAULT_NAME_TEMPLATE = 'user@ID@';
/** So many names are tried when the first is taken. */
const MOST_NAMES = 50;

const LONGEST_NAME = 32;
const NAME = /^[a-z][a-z0-9._-]*$/;

/** Does the template ask for the client's user name, which costs a look of its own? */
export const asksUsername = (template: string): boolean => /@USERNAME@/i.test(template);

/** Does it ask for anything of the client, whose account must be known then? */
export const asksClient = (template: string): boolean =>
  /@(?:USERNAME|ACCOUNT_ID)@/i.test(template);

/**
 * The user name that a template gives, in small letters. Throws account_name_bad (final), naming
 * template and result, for what a panel does not take: empty, too long, other characters.
 */
export function userName(template: string, parts: NameParts): string {
  const pattern = template.trim() === '' ? DEFAULT_NAME_TEMPLATE : template.trim();
  const values: Readonly<Record<string, string>> = {
    USERNAME: parts.username.split('@')[0] ?? '',
    DOMAIN: parts.domain,
    ID: parts.id,
    ACCOUNT_ID: parts.accountId,
  };
  const name = pattern
    .replace(
      /@(USERNAME|DOMAIN|ID|ACCOUNT_ID)@/gi,
      (_, macro: string) => values[macro.toUpperCase()] ?? '',
    )
    .toLowerCase();
  if (!isUserName(name)) throw new Fault('account_name_bad', { object: pattern, value: name });
  return name;
}

export const isUserName = (name: string): boolean => name.length <= LONGEST_NAME && NAME.test(name);

/**
 * The names to try in turn: user117, user1171, user1172 ...; one that would be too long ends them.
 */
export function* namesFrom(name: string): Generator<string> {
  yield name;
  for (let number = 1; number < MOST_NAMES; number += 1) {
    const next = `${name}${number}`;
    if (!isUserName(next)) return;
    yield next;
  }
}

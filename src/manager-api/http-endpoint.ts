import { Fault } from '../base/fault.ts';

/** The parts of a manager's address. */
export interface Endpoint {
  /** `https://host:port`. */
  readonly origin: string;
  /** `host`, or `host:port` if the port is not the scheme's default; for messages. */
  readonly host: string;
  /** The path of the manager, `/billmgr`. */
  readonly path: string;
}

/**
 * Reads the `url` setting. Source: docs/reference/vendor-api.md, "Transport". Throws Fault
 * `module_setting_bad`, which does not repeat the text: it may hold a password.
 */
export function parseEndpoint(text: string): Endpoint {
  const url = URL.parse(text.trim());
  if (url === null) throw bad('it is not a URL such as https://api.ispmanager.com/billmgr');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw bad('it must begin with https:// or http://');
  if (url.username !== '' || url.password !== '')
    throw bad('it must not hold a user name or password');
  if (url.search !== '' || url.hash !== '')
    throw bad('it must end with the path, without "?" or "#"');
  return { origin: url.origin, host: url.host, path: url.pathname };
}

/**
 * `user:password` as `authinfo` carries it. The first colon separates them, so a user name cannot
 * contain one.
 */
export function authinfoOf(username: string, password: string): string {
  if (username.includes(':')) {
    throw new Fault('module_setting_bad', {
      object: 'username',
      value: 'it must not hold a colon',
    });
  }
  return `${username}:${password}`;
}

function bad(reason: string): Fault {
  return new Fault('module_setting_bad', { object: 'url', value: reason });
}

import type { MgrctlCall } from './mgrctl-arguments.ts';
import type { BillingWorld } from './world.ts';

const SECRET_KEY = /passw|lickey|secret/i;
const KEY_TEXT = /SBXKEY-[0-9A-F]{12}/;
const MASKED = '***';
/** Long values are of no use in a call log. */
const MAX_SHOWN = 300;

/**
 * The params of a call as its log may keep them: nothing that came by `-e`, no license key, no
 * password.
 */
export function shownParams(call: MgrctlCall): Record<string, string> {
  const secretName = SECRET_KEY.test(call.params.get('name') ?? '');
  const shown = [...call.params].map(([key, value]): [string, string] => {
    const secret =
      call.envKeys.includes(key) ||
      SECRET_KEY.test(key) ||
      KEY_TEXT.test(value) ||
      isCrypted(call, key);
    return [key, secret || (secretName && key === 'value') ? MASKED : value.slice(0, MAX_SHOWN)];
  });
  return Object.fromEntries(shown);
}

/** What `crypted=on` wants kept encrypted, in either spelling of saveparam. */
const isCrypted = (call: MgrctlCall, key: string): boolean =>
  call.params.get('crypted') === 'on' &&
  !['elid', 'sok', 'crypted', 'name', 'out', 'lang'].includes(key);

/**
 * Keys whose value stood in the argument vector and holds a license key, the password of a
 * processing module, one of a service's crypted params, or what is to become one.
 */
export function secretLeaks(world: BillingWorld, call: MgrctlCall): readonly string[] {
  const passwords = world.store
    .all<{ value: string }>(
      "SELECT value FROM processingparam WHERE crypted = 1 AND value != '' UNION SELECT value FROM itemparam WHERE crypted = 1 AND value != ''",
    )
    .map(row => row.value);
  const leaks = (key: string): boolean => {
    const value = call.params.get(key) ?? '';
    if (isCrypted(call, key)) return true;
    return KEY_TEXT.test(value) || passwords.some(password => value.includes(password));
  };
  return call.argvKeys.filter(key => !call.envKeys.includes(key)).filter(leaks);
}

import { Fault } from '../base/fault.ts';
import type { VendorConnection, VendorLogin } from '../operations/engine/context.ts';
import { classicVendor } from '../vendor/classic.ts';
import { currentVendor } from '../vendor/current.ts';
import { upstreamAccount } from '../vendor/vendor-account.ts';
import type { ConnectionParts } from './connection-parts.ts';

/**
 * Connects to the vendor of a processing module, whose own settings win over the conf's [upstream]
 * section (docs/conf.md, "[upstream]"). Fault module_setting_missing if both together lack a
 * setting.
 */
export function connectVendor(
  { conf, clock, log, manager }: ConnectionParts,
  login: VendorLogin,
  dialect: string,
): VendorConnection {
  const setting = (name: 'url' | 'username' | 'password'): string => {
    const value = login[name] || conf.upstream[name];
    if (value === '') throw new Fault('module_setting_missing', { object: name, value: conf.file });
    return value;
  };
  const url = setting('url');
  const username = setting('username');
  const account = upstreamAccount(url, username);
  const http = manager({ url, username, password: setting('password') }, account);
  const vendorOf = (dialect || conf.upstream.dialect) === 'classic' ? classicVendor : currentVendor;
  const { project } = conf.upstream;
  return { vendor: vendorOf(http, { clock, log, project }), account };
}

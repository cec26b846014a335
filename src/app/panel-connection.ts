import { Fault } from '../base/fault.ts';
import type { PanelConnection, PanelLogin } from '../operations/engine/context.ts';
import { panelAccounts } from '../panel/panel-accounts.ts';
import { panelFault } from '../panel/panel-faults.ts';
import { panelKey, panelUrl } from '../panel/panel-key.ts';
import type { ConnectionParts } from './connection-parts.ts';

/**
 * Connects to the panel of a processing module. Address and login are the module's alone: the
 * conf's [upstream] section is about the license vendor; its time limits, rate and certificates
 * hold here too. Faults: panel_setting_missing, panel_setting_bad.
 */
export function connectPanel({ manager }: ConnectionParts, login: PanelLogin): PanelConnection {
  for (const name of ['url', 'username', 'password'] as const)
    if (login[name].trim() === '') throw new Fault('panel_setting_missing', { object: name });
  const url = panelUrl(login.url);
  const key = panelKey(login.url);
  try {
    return {
      accounts: panelAccounts(manager({ ...login, url }, key), new URL(url).host),
      key,
      url,
    };
  } catch (error) {
    throw panelFault(error);
  }
}

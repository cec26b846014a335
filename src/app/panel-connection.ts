import { Fault } from '../base/fault.ts';
import { keepSecret } from '../base/secrets.ts';
import type { ModuleSettings } from '../billmanager/billmanager.ts';
import type { Conf } from '../conf/conf.ts';
import { HttpManager } from '../manager-api/http-manager.ts';
import type { Panel } from '../operations/engine/context.ts';
import { panelAccounts } from '../panel/panel-accounts.ts';
import { panelFault } from '../panel/panel-faults.ts';
import { panelKey, panelUrl } from '../panel/panel-key.ts';
import { certificates, type Dependencies } from './dependencies.ts';

/**
 * Connects to the panel of a processing module. Address and login are the module's alone: the
 * conf's [upstream] section is about the license vendor; its time limits, rate and certificates
 * hold here too. Faults: panel_setting_missing, panel_setting_bad.
 */
export function connectPanel(
  conf: Conf,
  settings: Pick<ModuleSettings, 'url' | 'username' | 'password'>,
  { clock, log, journal, mayAct }: Dependencies,
): Panel & { close(): Promise<void> } {
  const given = required('url', settings.url);
  const username = required('username', settings.username);
  const password = required('password', settings.password);
  keepSecret(password);
  const { ca, timeout, connectTimeout, rate } = conf.upstream;
  const url = panelUrl(given);
  const key = panelKey(given);
  const manager = inPanelWords(
    () =>
      new HttpManager({
        url,
        username,
        password,
        ca: ca === '' ? undefined : certificates(ca),
        timeoutMs: timeout * 1000,
        connectTimeoutMs: connectTimeout * 1000,
        clock,
        log,
        mayAct,
        pace: async () => {
          const wait = await (await journal()).reserveRequest(key, rate);
          if (wait > 0) await clock.sleep(wait);
        },
      }),
  );
  return {
    accounts: panelAccounts(manager, new URL(url).host),
    key,
    url,
    close: () => manager.close(),
  };
}

function inPanelWords<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw panelFault(error);
  }
}

function required(name: string, value: string): string {
  if (value.trim() === '') throw new Fault('panel_setting_missing', { object: name });
  return value;
}

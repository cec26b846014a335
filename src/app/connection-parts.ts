import type { Conf } from '../conf/conf.ts';
import type { Manager } from '../manager-api/manager.ts';
import type { Context, PanelLogin } from '../operations/engine/context.ts';

/** What a connection needs besides the login. */
export interface ConnectionParts extends Pick<Context, 'clock' | 'log'> {
  readonly conf: Conf;
  /**
   * A manager over HTTP with the conf's time limits and certificates. `account`: whose request rate
   * is limited, across processes.
   */
  manager(login: PanelLogin, account: string): Manager;
}

import type { Site } from '../vendor/site.ts';
import { answerPanel, panelLogin } from './functions.ts';
import { authByKey } from './sessions.ts';
import { ADMIN_LEVEL } from './users.ts';
import type { PanelWorld } from './world.ts';

/**
 * The panel among what the sandbox's server answers for. Passwords are kept out of its call log.
 */
export function panelSite(world: PanelWorld): Site {
  return {
    side: 'panel',
    store: world.store,
    level: ADMIN_LEVEL,
    binary: '/ispmgr',
    // nobody shows that this manager repeats its parameters
    echoes: () => false,
    loggedParams(params) {
      const secret = /passw|^confirm$|^key$/;
      return Object.fromEntries(
        [...params].map(([name, value]) => [name, secret.test(name) ? '***' : value]),
      );
    },
    answer(_call, { func, params, authinfo }) {
      if (func === 'auth') return authByKey(world, params);
      const login = panelLogin(world, authinfo ?? '');
      return answerPanel(world, { func, params, ...login });
    },
  };
}

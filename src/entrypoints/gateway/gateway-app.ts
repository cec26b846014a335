import { createApp } from '../../app/app.ts';
import type { FileLog } from '../../base/file-log.ts';
import { LICENSES_MODULE } from '../../base/names.ts';

export type AppContext = Awaited<ReturnType<ReturnType<typeof createApp>['context']>>;
/**
 * Does a piece of work with the current conf: the conf, the state file and the connections are
 * opened for it and closed after it.
 */
export type WithContext = <T>(work: (ctx: AppContext) => Promise<T>) => Promise<T>;

/**
 * The gateway runs for months: nothing that an administrator may change or replace meanwhile is
 * kept open.
 */
export function contextSource(root: string, log: FileLog): WithContext {
  return async work => {
    const app = createApp({ root, moduleName: LICENSES_MODULE, log });
    try {
      return await work(await app.context());
    } finally {
      await app.dispose();
    }
  };
}

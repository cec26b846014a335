import { createApp } from '../../app/app.ts';
import type { FileLog } from '../../base/file-log.ts';
import { LICENSES_MODULE } from '../../base/names.ts';

export type HouseContext = Awaited<ReturnType<ReturnType<typeof createApp>['context']>>;
/**
 * Does a piece of work with what the conf says now: the conf, the state file and the connections
 * are opened for it and closed behind it.
 */
export type WithHouse = <T>(work: (ctx: HouseContext) => Promise<T>) => Promise<T>;

/**
 * The gateway runs for months: nothing that an administrator may change or replace meanwhile is
 * kept open.
 */
export function houseOf(root: string, log: FileLog): WithHouse {
  return async work => {
    const app = createApp({ root, moduleName: LICENSES_MODULE, log });
    try {
      return await work(await app.context());
    } finally {
      await app.dispose();
    }
  };
}

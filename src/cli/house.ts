import { join } from 'node:path';
import { fileLog } from '../base/file-log.ts';
import type { Context } from '../operations/context.ts';
import { type CliContext, PROGRAM } from './command.ts';

/**
 * The operations' own house for an admin command: BILLmanager, vendor and panels of this manager root, all product types of our modules. The
 * log is that of the licenses' module, under our name. Throws Fault conf_bad, conf_exposed.
 */
export async function withHouse<T>(ctx: CliContext, work: (house: Context) => Promise<T>): Promise<T> {
  const [{ assemble }, { MODULE_FEATURES }] = await Promise.all([
    import('../operations/assemble.ts'),
    import('../protocol/feature-list.ts'),
  ]);
  const log = fileLog(join(ctx.root, 'var/pmcpbillmgr.log'), PROGRAM);
  const itemtypes = Object.values(MODULE_FEATURES).flatMap(each => each.itemtypes);
  const house = assemble({ root: ctx.root, moduleName: PROGRAM, itemtypes, log });
  try {
    return await work(await house.context());
  } finally {
    await house.dispose();
    log.close();
  }
}

import { join } from 'node:path';
import { fileLog } from '../../base/file-log.ts';
import { LICENSES_MODULE, PROGRAM } from '../../base/names.ts';
import { logFile } from '../../base/paths.ts';
import type { Context } from '../../operations/engine/context.ts';
import type { CliContext } from './command.ts';

/**
 * What the operations of an admin command work with: BILLmanager, vendor and panels of this manager
 * root, all product types of our modules. The log is that of the licenses' module, under our name.
 * Throws Fault conf_bad, conf_exposed.
 */
export async function withContext<T>(
  ctx: CliContext,
  work: (app: Context) => Promise<T>,
): Promise<T> {
  const { createApp } = await import('../../app/app.ts');
  const log = fileLog(join(ctx.root, logFile(LICENSES_MODULE)), PROGRAM);
  const app = createApp({ root: ctx.root, moduleName: PROGRAM, log });
  try {
    return await work(await app.context());
  } finally {
    await app.dispose();
    log.close();
  }
}

import { join } from 'node:path';
import type { App } from '../../app/app.ts';
import { fileLog } from '../../base/file-log.ts';
import { LICENSES_MODULE, PROGRAM } from '../../base/names.ts';
import { logFile } from '../../base/paths.ts';
import type { Context } from '../../operations/engine/context.ts';
import type { CliContext } from './command.ts';

/**
 * This manager root as an admin command works with it: BILLmanager, vendor and panels, all product
 * types of our modules. The log is that of the licenses' module, under our name.
 */
export async function withApp<T>(ctx: CliContext, work: (app: App) => Promise<T>): Promise<T> {
  const { createApp } = await import('../../app/app.ts');
  const log = fileLog(join(ctx.root, logFile(LICENSES_MODULE)), PROGRAM);
  const app = createApp({ root: ctx.root, moduleName: PROGRAM, log });
  try {
    return await work(app);
  } finally {
    await app.dispose();
    log.close();
  }
}

/** The same with what operations work with. Throws Fault conf_bad, conf_exposed. */
export const withContext = <T>(
  ctx: CliContext,
  work: (context: Context) => Promise<T>,
): Promise<T> => withApp(ctx, async app => work(await app.context()));

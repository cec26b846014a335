import type { RequestHandler } from './request.ts';

/*
 * What is done for a processing module as a whole (docs/reference/processing-module.md,
 * "Commands"). Each loads its own operation.
 */

/** Saves presets and mark as the module's configuration. */
export const getServerConfig: RequestHandler<'get_server_config' | 'sync_pricelist'> = async (
  ctx,
  request,
) => {
  const { saveServerConfig } = await import('../../operations/queries/server-config.ts');
  await saveServerConfig(ctx, request.option('module'));
};

export const getBalance: RequestHandler<'getbalance'> = async (ctx, request) => {
  const { saveBalance } = await import('../../operations/queries/save-balance.ts');
  await saveBalance(ctx, request.option('module'));
};

export const importLicenses: RequestHandler<'import'> = async (ctx, request) => {
  const { importServices } = await import('../../operations/adopt/import-services.ts');
  const { imported, skipped } = await importServices(ctx, 'license', {
    module: request.option('module'),
    itemtype: request.option('itemtype'),
    searchstring: request.option('searchstring'),
  });
  ctx.log.info(`import: ${imported.length} services made, ${skipped} licenses passed over`);
};

export const importAccounts: RequestHandler<'import'> = async (ctx, request) => {
  const { importServices } = await import('../../operations/adopt/import-services.ts');
  const { imported, skipped } = await importServices(ctx, 'account', {
    module: request.option('module'),
    itemtype: request.option('itemtype'),
    searchstring: request.option('searchstring'),
  });
  ctx.log.info(`import: ${imported.length} services made, ${skipped} accounts passed over`);
};

export const saveStatistics: RequestHandler<'stat'> = async (ctx, request) => {
  const operation = await import('../../operations/accounts/account-stat.ts');
  const count = await operation.saveStatistics(ctx, request.option('module'));
  ctx.log.info(`stat: the use of ${count} services has changed`);
};

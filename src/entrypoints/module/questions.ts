import { child, text } from '../../manager-api/document.ts';
import type { CommandRun } from './request.ts';

/**
 * The commands that ask or do something about no operation of a service, and answer with one of two
 * documents or with nothing (processing-module.md, "Commands"). The two are constants, so nothing
 * that writes documents is loaded for them; each command loads its own operation.
 */

const DONE = '<?xml version="1.0" encoding="UTF-8"?><doc/>';
const OK = '<?xml version="1.0" encoding="UTF-8"?><doc><ok/></doc>';

export const genKey: CommandRun = async (ctx, request) => {
  const { genKey: work } = await import('../../operations/licenses/gen-key.ts');
  await work(ctx, request.service);
  return OK;
};

export const checkParam: CommandRun = async (ctx, request) => {
  const { checkParam: work } = await import('../../operations/queries/check-param.ts');
  const input = await request.input();
  const item = child(input, 'item') ?? input;
  await work(ctx, {
    item: request.option('item'),
    module: request.option('module') || text(item, 'processingmodule'),
    pricelist: text(item, 'pricelist'),
    period: numberOf(text(item, 'period')),
    param: request.option('param'),
    value: request.option('value'),
  });
  return OK;
};

export const checkConnection: CommandRun = async (ctx, request) => {
  const { checkConnection: work } = await import('../../operations/queries/connection.ts');
  const module = child(await request.input(), 'processingmodule');
  const params = new Map(module?.children.map(each => [each.name, each.text]));
  await work(ctx, {
    url: params.get('url') ?? '',
    username: params.get('username') ?? '',
    password: params.get('password') ?? '',
    params,
  });
  return DONE;
};

export const getBalance: CommandRun = async (ctx, request) => {
  const { saveBalance } = await import('../../operations/queries/save-balance.ts');
  await saveBalance(ctx, request.option('module'));
  return null;
};

export const importServices: CommandRun = async (ctx, request) => {
  const { importServices: work } = await import('../../operations/adopt/import-services.ts');
  const { imported, skipped } = await work(ctx, 'license', {
    module: request.option('module'),
    itemtype: request.option('itemtype'),
    searchstring: request.option('searchstring'),
  });
  ctx.log.info(`import: ${imported.length} services made, ${skipped} licenses passed over`);
  return null;
};

function numberOf(value: string): number | null {
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

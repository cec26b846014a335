import { child, text } from '../../manager-api/document.ts';
import type { RequestHandler } from './request.ts';

/*
 * Questions whose response is yes, or a fault (docs/reference/processing-module.md, "Commands").
 * Each loads its own operation.
 */

/** A value of the order form. */
export const checkParam: RequestHandler<'check_param'> = async (ctx, request) => {
  const { checkParam: check } = await import('../../operations/queries/check-param.ts');
  const input = await request.input();
  const item = child(input, 'item') ?? input;
  await check(ctx, {
    item: request.option('item'),
    module: request.option('module') || text(item, 'processingmodule'),
    pricelist: text(item, 'pricelist'),
    period: numberOf(text(item, 'period')),
    param: request.option('param'),
    value: request.option('value'),
  });
};

/** A module's address and login at the vendor. */
export const checkVendor: RequestHandler<'check_connection'> = async (ctx, request) => {
  const { checkConnection } = await import('../../operations/queries/connection.ts');
  const module = child(await request.input(), 'processingmodule');
  const params = new Map(module?.children.map(each => [each.name, each.text]));
  await checkConnection(ctx, {
    url: params.get('url') ?? '',
    username: params.get('username') ?? '',
    password: params.get('password') ?? '',
    params,
  });
};

/** A module's address and login at an ISPmanager panel. */
export const checkPanel: RequestHandler<'check_connection'> = async (ctx, request) => {
  const { checkPanel: check } = await import('../../operations/accounts/account-connection.ts');
  const module = child(await request.input(), 'processingmodule');
  const setting = (name: string): string => (module ? text(module, name) : '');
  await check(ctx, {
    url: setting('url'),
    username: setting('username'),
    password: setting('password'),
  });
};

function numberOf(value: string): number | null {
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

import { Fault } from '../../base/fault.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { child, type MgrDocument, text, withBlanks } from '../../manager-api/document.ts';
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

/** A domain or a user name on the order form of an account. */
export const checkAccountParam: RequestHandler<'check_param'> = async (ctx, request) => {
  const { checkAccountParam: check } = await import(
    '../../operations/accounts/check-account-param.ts'
  );
  const input = await request.input();
  const item = child(input, 'item') ?? input;
  await check(ctx, {
    item: request.option('item'),
    module: request.option('module') || text(item, 'processingmodule'),
    param: request.option('param'),
    value: request.option('value'),
  });
};

/** A module's address and login at the vendor. */
export const checkVendor: RequestHandler<'check_connection'> = async (ctx, request) => {
  const { checkConnection } = await import('../../operations/queries/connection.ts');
  const params = settingsIn(await request.input());
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
  const params = settingsIn(await request.input());
  await check(ctx, {
    url: params.get('url') ?? '',
    username: params.get('username') ?? '',
    password: params.get('password') ?? '',
  });
};

/**
 * The settings of the processing module that a document describes; of a secret the blanks around it
 * count. Fault input_bad for any other document: nothing was checked then.
 */
function settingsIn(input: MgrDocument): ReadonlyMap<string, string> {
  const module = child(input, 'processingmodule');
  if (!module) {
    const found = input.children.map(({ name }) => `<${name}>`).slice(0, 5);
    throw new Fault('input_bad', {
      value: `expected <doc><processingmodule> with url, username and password, found <doc>${found.join('')}`,
    });
  }
  return new Map(
    module.children.map(each => [
      each.name,
      isSecretName(each.name) ? withBlanks(each) : each.text,
    ]),
  );
}

function numberOf(value: string): number | null {
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

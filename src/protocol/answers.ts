import { child, type MgrDocument, type MgrElement, text } from '../mgr/document.ts';
import { serializeXml, type XmlNode } from '../mgr/xml-build.ts';
import { saveBalance } from '../operations/balance.ts';
import { checkParam as checkParamOperation } from '../operations/check-param.ts';
import { checkConnection as checkConnectionOperation } from '../operations/connection.ts';
import { genKey as genKeyOperation } from '../operations/gen-key.ts';
import { importServices as importOperation } from '../operations/import-services.ts';
import { saveServerConfig } from '../operations/server-config.ts';
import { suitableModule } from '../operations/suitable-module.ts';
import type { CommandRun } from './request.ts';

/** The commands that read a document or answer one (processing-module.md, "Commands"). */

const OK: XmlNode = { name: 'doc', children: [{ name: 'ok' }] };

export const genKey: CommandRun = async (ctx, request) => {
  await genKeyOperation(ctx, request.service);
  return serializeXml(OK);
};

export const checkParam: CommandRun = async (ctx, request) => {
  const input = await request.input();
  const item = child(input, 'item') ?? input;
  await checkParamOperation(ctx, {
    item: request.option('item'),
    module: request.option('module') || text(item, 'processingmodule'),
    pricelist: text(item, 'pricelist'),
    period: numberOf(text(item, 'period')),
    param: request.option('param'),
    value: request.option('value'),
  });
  return serializeXml(OK);
};

export const checkConnection: CommandRun = async (ctx, request) => {
  const module = child(await request.input(), 'processingmodule');
  const params = new Map(module?.children.map(each => [each.name, each.text]));
  await checkConnectionOperation(ctx, {
    url: params.get('url') ?? '',
    username: params.get('username') ?? '',
    password: params.get('password') ?? '',
    params,
  });
  return serializeXml({ name: 'doc' });
};

/** The settings form with the choices of its selects filled in. */
export const tuneConnection: CommandRun = async (_ctx, request) => {
  const form = nodeOf(await request.input());
  const dialects: XmlNode = {
    name: 'slist',
    attributes: { name: 'dialect' },
    children: [
      { name: 'msg', text: 'current' },
      { name: 'msg', text: 'classic' },
    ],
  };
  const others = (form.children ?? []).filter(
    each => !(each.name === 'slist' && each.attributes?.['name'] === 'dialect'),
  );
  const hasDialect = others.some(each => each.name === 'dialect' && (each.text ?? '') !== '');
  const rest = hasDialect
    ? others
    : [...others.filter(each => each.name !== 'dialect'), { name: 'dialect', text: 'current' }];
  return serializeXml({ ...form, children: [...rest, dialects] });
};

export const getServerConfig: CommandRun = async (ctx, request) => {
  await saveServerConfig(ctx, request.option('module'), (presets, lines) =>
    serializeXml({
      name: 'doc',
      children: [
        ...presets.map(({ id, name }) => ({ name: 'preset', attributes: { id, name: `${id}-${name}` } })),
        { name: 'config', text: lines },
      ],
    }),
  );
  return null;
};

export const getBalance: CommandRun = async (ctx, request) => {
  await saveBalance(ctx, request.option('module'));
  return null;
};

export const importServices: CommandRun = async (ctx, request) => {
  const { imported, skipped } = await importOperation(ctx, {
    module: request.option('module'),
    itemtype: request.option('itemtype'),
    searchstring: request.option('searchstring'),
  });
  ctx.log.info(`import: ${imported.length} services made, ${skipped} licenses passed over`);
  return null;
};

export const getSuitableModule: CommandRun = async (ctx, request) => {
  const input = await request.input();
  const pricelist = text(child(input, 'item') ?? input, 'pricelist');
  const skip = new Set(
    text(input, 'skip_modules')
      .split(',')
      .map(id => id.trim()),
  );
  const module = await suitableModule(ctx, pricelist, skip);
  const found: readonly XmlNode[] = module === null ? [] : [{ name: 'module', attributes: { id: module } }];
  return serializeXml({ name: 'doc', children: [{ name: 'modules', children: found }] });
};

function nodeOf(element: MgrDocument | MgrElement): XmlNode {
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attributes),
    text: element.text,
    children: element.children.map(nodeOf),
  };
}

function numberOf(value: string): number | null {
  return /^-?\d+$/.test(value) ? Number(value) : null;
}

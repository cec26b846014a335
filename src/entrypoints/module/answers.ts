import { child, text } from '../../manager-api/document.ts';
import { serializeXml, type XmlNode } from '../../manager-api/xml-build.ts';
import { saveServerConfig } from '../../operations/queries/server-config.ts';
import { suitableModule } from '../../operations/queries/suitable-module.ts';
import { nodeOf } from './document-node.ts';
import type { CommandRun } from './request.ts';

/**
 * The commands whose answer is a document that is made for the occasion (processing-module.md,
 * "Commands").
 */

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
        ...presets.map(({ id, name }) => ({
          name: 'preset',
          attributes: { id, name: `${id}-${name}` },
        })),
        { name: 'config', text: lines },
      ],
    }),
  );
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
  const found: readonly XmlNode[] =
    module === null ? [] : [{ name: 'module', attributes: { id: module } }];
  return serializeXml({ name: 'doc', children: [{ name: 'modules', children: found }] });
};

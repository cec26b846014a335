import { child, childrenOf, type MgrDocument, text } from '../../manager-api/document.ts';
import { serializeXml, type XmlNode } from '../../manager-api/xml-build.ts';
import { TARIFF_TEMPLATE } from '../../operations/accounts/account/account-plan.ts';
import { checkPanel } from '../../operations/accounts/account-connection.ts';
import { saveStatistics } from '../../operations/accounts/account-stat.ts';
import { panelTemplates } from '../../operations/accounts/account-templates.ts';
import { importServices } from '../../operations/adopt/import-services.ts';
import { nodeOf } from './document-node.ts';
import type { CommandRun } from './request.ts';

/**
 * The commands of pmcpispmgr that read a document or answer one (processing-module.md, "Commands").
 */

export const checkConnection: CommandRun = async (ctx, request) => {
  const module = child(await request.input(), 'processingmodule');
  const setting = (name: string): string => (module ? text(module, name) : '');
  await checkPanel(ctx, {
    url: setting('url'),
    username: setting('username'),
    password: setting('password'),
  });
  return serializeXml({ name: 'doc' });
};

/** The settings form has no select to be filled. */
export const tuneConnection: CommandRun = async (_ctx, request) =>
  serializeXml(nodeOf(await request.input()));

/**
 * The tariff's form with the templates of the panel to choose from; the one that is saved stays a
 * choice, wherever it has gone.
 */
export const tunePricelist: CommandRun = async (ctx, request) => {
  const form = await request.input();
  const saved = text(form, TARIFF_TEMPLATE);
  const templates = await panelTemplates(ctx, modulesOf(form, request.option('module')));
  const names = saved === '' || templates.includes(saved) ? templates : [saved, ...templates];
  const choices: XmlNode = {
    name: 'slist',
    attributes: { name: TARIFF_TEMPLATE },
    // an empty key: none is chosen
    children: ['', ...names].map(name => ({ name: 'val', attributes: { key: name }, text: name })),
  };
  const node = nodeOf(form);
  const others = (node.children ?? []).filter(
    each => !(each.name === 'slist' && each.attributes?.['name'] === TARIFF_TEMPLATE),
  );
  return serializeXml({ ...node, children: [...others, choices] });
};

/** The processing modules that the tariff is connected to, as far as the call or the form tells. */
function modulesOf(form: MgrDocument, option: string): readonly string[] {
  if (option !== '') return [option];
  const told = childrenOf(form, 'processingmodule').flatMap(each => each.text.split(','));
  return [...new Set(told.map(id => id.trim()).filter(id => /^[1-9]\d*$/.test(id)))];
}

export const importAccounts: CommandRun = async (ctx, request) => {
  const { imported, skipped } = await importServices(ctx, 'account', {
    module: request.option('module'),
    itemtype: request.option('itemtype'),
    searchstring: request.option('searchstring'),
  });
  ctx.log.info(`import: ${imported.length} services made, ${skipped} accounts passed over`);
  return null;
};

export const stat: CommandRun = async (ctx, request) => {
  const count = await saveStatistics(ctx, request.option('module'));
  ctx.log.info(`stat: the disk use of ${count} services has changed`);
  return null;
};

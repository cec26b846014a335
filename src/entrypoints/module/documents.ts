import {
  child,
  childrenOf,
  type MgrDocument,
  type MgrElement,
  text,
  withBlanks,
} from '../../manager-api/document.ts';
import { serializeXml, type XmlNode } from '../../manager-api/xml-build.ts';
import type { RequestHandler } from './request.ts';

/*
 * Questions whose response is a document (docs/reference/processing-module.md, "Commands"). Most
 * are forms: one comes in on standard input and goes out again with the choices of its selects
 * filled in.
 */

/** The settings of a license module: which dialect the vendor speaks. */
export const tuneVendorForm: RequestHandler<'tune_connection'> = async (_ctx, request) => {
  const form = nodeOf(await request.input());
  const dialects: XmlNode = {
    name: 'slist',
    attributes: { name: 'dialect' },
    children: [
      { name: 'msg', text: 'current' },
      { name: 'msg', text: 'classic' },
    ],
  };
  const others = withoutChoices(form, 'dialect');
  const hasDialect = others.some(each => each.name === 'dialect' && (each.text ?? '') !== '');
  const rest = hasDialect
    ? others
    : [...others.filter(each => each.name !== 'dialect'), { name: 'dialect', text: 'current' }];
  return serializeXml({ ...form, children: [...rest, dialects] });
};

/** The settings of an account module have no select to be filled. */
export const tunePanelForm: RequestHandler<'tune_connection'> = async (_ctx, request) =>
  serializeXml(nodeOf(await request.input()));

/**
 * A tariff, with the templates of the panel to choose from; the saved one stays a choice even if it
 * no longer exists.
 */
export const tuneTariffForm: RequestHandler<'pricelist_dynamic_settings_tune'> = async (
  ctx,
  request,
) => {
  const { TARIFF_TEMPLATE } = await import('../../operations/accounts/account/account-plan.ts');
  const { TARIFF_ADDRESS } = await import('../../operations/accounts/account/account-domain.ts');
  const { ADDRESS_KINDS } = await import('../../panel/panel.ts');
  const { panelTemplates } = await import('../../operations/accounts/account-templates.ts');
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
  const addresses: XmlNode = {
    name: 'slist',
    attributes: { name: TARIFF_ADDRESS },
    children: ADDRESS_KINDS.map(kind => ({ name: 'msg', text: kind })),
  };
  const node = nodeOf(form);
  const others = withoutChoices(
    { ...node, children: withoutChoices(node, TARIFF_TEMPLATE) },
    TARIFF_ADDRESS,
  );
  return serializeXml({ ...node, children: [...others, choices, addresses] });
};

/**
 * A client's single sign-on (docs/reference/processing-module.md, "Single sign-on"): where the
 * browser goes, and of how many panels the client may choose.
 */
export const enterPanel: RequestHandler<'transition_control_panel'> = async (ctx, request) => {
  const { panelSession } = await import('../../operations/accounts/panel-session.ts');
  const url = await panelSession(ctx, request.service);
  return serializeXml({
    name: 'doc',
    children: [
      { name: 'url', text: url },
      { name: 'panelcount', text: '1' },
      { name: 'panelname', attributes: { keyname: 'ispmanager' }, text: 'ispmanager' },
    ],
  });
};

/** Names a module that may carry out the order of a tariff, or none. */
export const getSuitableModule: RequestHandler<'get_suitable_module'> = async (ctx, request) => {
  const { suitableModules } = await import('../../operations/queries/suitable-module.ts');
  const input = await request.input();
  const pricelist = text(child(input, 'item') ?? input, 'pricelist');
  const skip = text(input, 'skip_modules')
    .split(',')
    .map(id => id.trim())
    .filter(id => id !== '');
  const modules = await suitableModules(ctx, pricelist, skip);
  const found: readonly XmlNode[] = modules.map(id => ({ name: 'module', attributes: { id } }));
  return serializeXml({ name: 'doc', children: [{ name: 'modules', children: found }] });
};

/** The processing modules of the tariff, as far as the call or the form names them. */
function modulesOf(form: MgrDocument, option: string): readonly string[] {
  if (option !== '') return [option];
  const named = childrenOf(form, 'processingmodule').flatMap(each => each.text.split(','));
  return [...new Set(named.map(id => id.trim()).filter(id => /^[1-9]\d*$/.test(id)))];
}

/** What a form holds besides the choices of a select. */
const withoutChoices = (form: XmlNode, select: string): readonly XmlNode[] =>
  (form.children ?? []).filter(
    each => !(each.name === 'slist' && each.attributes?.['name'] === select),
  );

/** A document that was read, to be written again. */
function nodeOf(element: MgrElement): XmlNode {
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attributes),
    text: withBlanks(element),
    children: element.children.map(nodeOf),
  };
}

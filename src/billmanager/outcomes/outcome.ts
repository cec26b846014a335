import type { IsoDate } from '../../base/dates.ts';
import { isSecretName } from '../../base/secret-names.ts';
import type { Manager } from '../../manager-api/manager.ts';
import type { ParamSpelling, PostCommand, Service } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { PARAM_PASSWORD } from '../param-names.ts';

/**
 * `ITEMTYPE.open elid= sok=ok` with further fields: activates the service and ends the running
 * operation.
 */
export async function activate(
  manager: Manager,
  service: Pick<Service, 'id' | 'itemtype'>,
  fields: ReadonlyMap<string, string>,
): Promise<void> {
  const params = { ...Object.fromEntries(fields), elid: service.id, sok: 'ok' };
  await manager.call(`${service.itemtype}.open`, params, { kind: 'act' });
}

/** `service.postX elid= sok=ok`: ends the running operation. */
export async function post(manager: Manager, command: PostCommand, item: string): Promise<void> {
  await manager.call(`service.${command}`, { elid: item, sok: 'ok' }, { kind: 'act' });
}

interface SaveParamOptions {
  readonly secret?: boolean;
  readonly crypted?: boolean;
  readonly spelling?: ParamSpelling;
}

/**
 * `service.saveparam elid= name= value= [crypted=on] sok=ok`, or, never both in one call,
 * `service.saveparam elid= NAME=VALUE crypted=on|off sok=ok`. The value travels by the environment
 * when it is said to be secret and also when the parameter's name is that of a secret.
 */
export async function saveParam(
  manager: Manager,
  param: { readonly item: string; readonly name: string; readonly value: string },
  options: SaveParamOptions,
): Promise<void> {
  const { item, name, value } = param;
  const isCrypted = options.crypted ?? name === PARAM_PASSWORD;
  const isSecret = isCrypted || options.secret === true || isSecretName(name);
  const isPlain = options.spelling === 'plain';
  const params = isPlain
    ? { [name]: value, elid: item, crypted: isCrypted ? 'on' : 'off', sok: 'ok' }
    : { elid: item, name, value, crypted: isCrypted ? 'on' : undefined, sok: 'ok' };
  const secret = isPlain ? name : 'value';
  await manager.call('service.saveparam', params, {
    kind: 'act',
    secrets: isSecret ? [secret] : [],
  });
}

/**
 * `service.dropparam elid= name= sok=ok`; a parameter that is not there is dropped already. A panel
 * without this function drops as ISPsystem's base class does: `service.saveparam` without a value.
 */
export async function dropParam(manager: Manager, item: string, name: string): Promise<void> {
  try {
    await manager.call('service.dropparam', { elid: item, name, sok: 'ok' }, { kind: 'act' });
  } catch (error) {
    if (!isMissed(error)) throw error;
    if (error.errorObject === 'func')
      await manager.call('service.saveparam', { elid: item, name, sok: 'ok' }, { kind: 'act' });
  }
}

/** `service.setexpiredate elid= expiredate=YYYY-MM-DD sok=ok`. */
export async function setExpiredate(
  manager: Manager,
  item: string,
  expiredate: IsoDate,
): Promise<void> {
  await manager.call(
    'service.setexpiredate',
    { elid: item, expiredate, sok: 'ok' },
    { kind: 'act' },
  );
}

/**
 * `service.changepricelist.rollback elid= sok=ok`: back to the tariff before
 * (docs/reference/processing-module.md, "setparam").
 */
export async function rollbackTariff(manager: Manager, item: string): Promise<void> {
  await manager.call(
    'service.changepricelist.rollback',
    { elid: item, sok: 'ok' },
    { kind: 'act' },
  );
}

/**
 * `service.getnextmodule elid=ITEM` (docs/reference/processing-module.md, "The next module of the
 * tariff"): BILLmanager moves the service; the answer is ignored, as its document is not known.
 */
export async function nextModule(manager: Manager, item: string): Promise<void> {
  await manager.call('service.getnextmodule', { elid: item }, { kind: 'act' });
}

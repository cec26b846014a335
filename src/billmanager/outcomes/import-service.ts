import { Fault } from '../../base/fault.ts';
import { field } from '../../manager-api/document.ts';
import type { Manager } from '../../manager-api/manager.ts';
import type { ImportedService } from '../billmanager.ts';
import { statusNumber } from '../service-status.ts';

const FUNC = 'processing.import.service';

/**
 * Makes a service of what exists at the provider (docs/reference/processing-module.md, "Imported
 * services") and returns its id. BILLmanager may not recognise a twin: the caller checks whether
 * the service exists before it repeats a lost call.
 */
export async function importService(manager: Manager, service: ImportedService): Promise<string> {
  const params = {
    ...Object.fromEntries(service.params),
    module: service.module,
    status: statusNumber(service.status),
    period: service.period === null ? undefined : String(service.period),
    expiredate: service.expiredate ?? undefined,
    import_itemtype_intname: service.itemtype,
    import_pricelist_intname: service.pricelist,
    import_service_name: service.name,
    sok: 'ok',
  };
  const document = await manager.call(FUNC, params, { kind: 'act' });
  const id = field(document, 'service_id') ?? '';
  if (id === '')
    throw new Fault('billing_unreachable', { object: FUNC, value: 'the answer has no service_id' });
  return id;
}

/**
 * `processing.import.assign elid=ID account=A pricelist_ID=P sok=ok`: gives an imported service to
 * a client.
 */
export async function assignService(
  manager: Manager,
  item: string,
  account: string,
  pricelist: string,
): Promise<void> {
  const params = { elid: item, account, [`pricelist_${item}`]: pricelist, sok: 'ok' };
  await manager.call('processing.import.assign', params, { kind: 'act' });
}

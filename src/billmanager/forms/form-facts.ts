import type { Log } from '../../base/log.ts';
import type { Manager } from '../../manager-api/manager.ts';
import type { Facts } from '../billmanager.ts';
import { accountUser, accountUsers } from './client.ts';
import { readMeasures } from './measures.ts';
import { listModules, listSuitableModules, readModule } from './module.ts';
import { readResources } from './resources.ts';
import { listOpenTasks, listRunningCommands, readRunningOperation } from './running-operation.ts';
import { findService } from './service.ts';
import { listServices } from './service-list.ts';
import { readTariff } from './tariff.ts';

interface FormFactsOptions {
  /** The product types of this module: where a service is looked for, in this order. */
  readonly itemtypes: readonly string[];
  readonly log: Log;
}

/** Facts by forms and lists, one mgrctl call each unless a function says otherwise. */
export function formFacts(manager: Manager, { itemtypes, log }: FormFactsOptions): Facts {
  return {
    service: (item, hint) =>
      findService(manager, { item, itemtypes: typesToAsk(itemtypes, hint) }, log),
    resources: service => readResources(manager, service),
    tariff: pricelist => readTariff(manager, pricelist),
    module: module => readModule(manager, module),
    modules: () => listModules(manager),
    suitableModules: (pricelist, program) => listSuitableModules(manager, pricelist, program),
    runningOperation: id => readRunningOperation(manager, id),
    openTasks: ids => listOpenTasks(manager, ids),
    runningCommands: item => listRunningCommands(manager, item),
    services: (itemtype, module) => listServices(manager, itemtype, module),
    accountUser: account => accountUser(manager, account),
    accountUsers: () => accountUsers(manager),
    measures: id => readMeasures(manager, id),
  };
}

function typesToAsk(itemtypes: readonly string[], hint: string | undefined): readonly string[] {
  return hint === undefined || hint === '' ? itemtypes : [...new Set([hint, ...itemtypes])];
}

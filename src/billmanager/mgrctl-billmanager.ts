import { type Clock, systemClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import type { Manager } from '../manager-api/manager.ts';
import type { Billmanager } from './billmanager.ts';
import { accountUser, accountUsers, measure } from './forms/client.ts';
import { listModules, readModule } from './forms/module.ts';
import { recently } from './forms/recent.ts';
import { readRunningOperation, recordError, setManual } from './forms/running-operation.ts';
import { findService } from './forms/service.ts';
import { listServices } from './forms/service-list.ts';
import { readTariff } from './forms/tariff.ts';
import { assignService, importService } from './outcomes/import-service.ts';
import {
  clearProblem,
  registerProblem,
  saveBalance,
  saveModuleConfig,
} from './outcomes/module-reports.ts';
import * as outcome from './outcomes/outcome.ts';
import { createTask } from './outcomes/tasks.ts';

interface MgrctlBillmanagerOptions {
  /** The product types of this module: where a service is looked for, in this order. */
  readonly itemtypes: readonly string[];
  readonly log?: Log;
  /** Dates the balance. */
  readonly clock?: Clock;
}

/**
 * The local BILLmanager over a manager that speaks mgrctl's functions: each method is told at the
 * function it calls.
 */
export function mgrctlBillmanager(
  manager: Manager,
  options: MgrctlBillmanagerOptions,
): Billmanager {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silentLog;
  return {
    service: (item, hint) =>
      findService(manager, { item, itemtypes: typesToAsk(options.itemtypes, hint) }, log),
    tariff: recently(pricelist => readTariff(manager, pricelist), clock),
    module: recently(module => readModule(manager, module), clock),
    modules: () => listModules(manager),
    runningOperation: id => readRunningOperation(manager, id),
    services: itemtype => listServices(manager, itemtype),

    activate: (service, fields) => outcome.activate(manager, service, fields ?? new Map()),
    post: (command, item) => outcome.post(manager, command, item),
    saveParam: (item, name, value, how) =>
      outcome.saveParam(manager, { item, name, value }, how ?? {}),
    dropParam: (item, name) => outcome.dropParam(manager, item, name),
    setExpiredate: (item, expiredate) => outcome.setExpiredate(manager, item, expiredate),
    rollbackTariff: item => outcome.rollbackTariff(manager, item),
    nextModule: item => outcome.nextModule(manager, item),

    saveModuleConfig: (module, xml) => saveModuleConfig(manager, module, xml),
    saveBalance: (module, balance, currency) =>
      saveBalance(manager, { module, balance, currency, at: clock.now() }),
    registerProblem: problem => registerProblem(manager, problem),
    clearProblem: problem => clearProblem(manager, problem),

    recordError: (runningOperation, errorXml) => recordError(manager, runningOperation, errorXml),
    setManual: runningOperation => setManual(manager, runningOperation),
    createTask: task => createTask(manager, task),
    accountUser: account => accountUser(manager, account),
    accountUsers: () => accountUsers(manager),
    measure: id => measure(manager, id),
    importService: service => importService(manager, service),
    assignService: (item, account, pricelist) => assignService(manager, item, account, pricelist),
  };
}

function typesToAsk(itemtypes: readonly string[], hint: string | undefined): readonly string[] {
  return hint === undefined || hint === '' ? itemtypes : [...new Set([hint, ...itemtypes])];
}

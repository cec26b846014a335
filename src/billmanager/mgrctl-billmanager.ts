import { type Clock, systemClock } from '../base/clock.ts';
import type { Manager } from '../manager-api/manager.ts';
import type { Billmanager, Facts } from './billmanager.ts';
import { recently } from './forms/recent.ts';
import { recordError, setManual } from './forms/running-operation.ts';
import { assignService, importService } from './outcomes/import-service.ts';
import { markCopyIn, saveModuleConfig } from './outcomes/module-config.ts';
import { clearProblem, problems, registerProblem, saveBalance } from './outcomes/module-reports.ts';
import * as outcome from './outcomes/outcome.ts';
import { createTask } from './outcomes/tasks.ts';

interface MgrctlBillmanagerOptions {
  /** Where facts are taken from. */
  readonly facts: Facts;
  /** Dates the balance. */
  readonly clock?: Clock;
}

/**
 * The local BILLmanager: facts, and outcomes over a manager that speaks mgrctl's functions; each
 * method is described at the function it calls.
 */
export function mgrctlBillmanager(
  manager: Manager,
  { facts, clock = systemClock }: MgrctlBillmanagerOptions,
): Billmanager {
  return {
    ...facts,
    tariff: recently(facts.tariff, clock),
    module: recently(facts.module, clock),
    measures: recently(facts.measures, clock),

    activate: (service, fields) => outcome.activate(manager, service, fields ?? new Map()),
    post: (command, item) => outcome.post(manager, command, item),
    saveParam: (item, name, value, how) =>
      outcome.saveParam(manager, { item, name, value }, how ?? {}),
    dropParam: (item, name) => outcome.dropParam(manager, item, name),
    setExpiredate: (item, expiredate) => outcome.setExpiredate(manager, item, expiredate),
    rollbackTariff: item => outcome.rollbackTariff(manager, item),
    nextModule: item => outcome.nextModule(manager, item),

    saveModuleConfig: (module, config) => saveModuleConfig(manager, module, config),
    markCopy: ({ config }) => markCopyIn(config),
    saveBalance: (module, balance, currency) =>
      saveBalance(manager, { module, balance, currency, at: clock.now() }),
    registerProblem: problem => registerProblem(manager, problem),
    problems: () => problems(manager),
    clearProblem: problem => clearProblem(manager, problem),

    recordError: (runningOperation, errorXml) => recordError(manager, runningOperation, errorXml),
    setManual: runningOperation => setManual(manager, runningOperation),
    createTask: task => createTask(manager, task),
    importService: service => importService(manager, service),
    assignService: (item, account, pricelist) => assignService(manager, item, account, pricelist),
  };
}

import { Fault } from '../../src/base/fault.ts';
import type { Billmanager, ServiceRow, Tariff } from '../../src/billmanager/billmanager.ts';
import { type BillmanagerWorld, MODULE, TARIFFS } from './billmanager-world.ts';
import type { SimProcess } from './process.ts';

/**
 * BILLmanager as one process reaches it: each call may fail, or be carried out without the process
 * learning of it.
 */
export function billingOf(process: SimProcess, world: BillmanagerWorld): Billmanager {
  const call = async <T>(name: string, act: () => T): Promise<T> => {
    const fate = process.hazards.call();
    return process.step(() => {
      if (fate === 'refused') throw new Fault('billing_unreachable', { object: name });
      const answer = act();
      if (fate === 'unanswered') throw new Fault('billing_unreachable', { object: name });
      return answer;
    });
  };
  const nothing = async (): Promise<void> => {};
  return {
    service: item => call('service', () => world.serviceView(item)),
    tariff: pricelist => call('tariff', () => tariffOf(pricelist)),
    module: module => call('module', () => ({ ...MODULE_SETTINGS, id: module })),
    modules: () => call('modules', () => [MODULE_SETTINGS]),
    runningOperation: id => call('runningoperation', () => world.operationView(id)),
    async *services() {
      const rows = await call('services', () => [...world.services.keys()]);
      for (const id of rows) {
        const service = world.serviceView(id);
        if (service !== null) yield service satisfies ServiceRow;
      }
    },
    activate: ({ id }, fields) => call('open', () => world.activate(id, fields ?? new Map())),
    post: (command, item) => call(command, () => world.post(command, item)),
    saveParam: (item, name, value) =>
      call('saveparam', () => {
        world.saveParam(item, name, value);
      }),
    dropParam: (item, name) =>
      call('dropparam', () => {
        world.require(item).params.delete(name);
      }),
    setStatus: (item, status) =>
      call('setstatus', () => {
        world.setStatus(item, status);
      }),
    setExpiredate: (item, expiredate) =>
      call('setexpiredate', () => {
        world.require(item).expiredate = expiredate;
      }),
    rollbackTariff: nothing,
    nextModule: () => call('getnextmodule', () => null),
    saveModuleConfig: nothing,
    saveBalance: () => call('savebalance', () => {}),
    registerProblem: ({ name, object, module }) =>
      call('problem', () => {
        world.problems.add(`${name} ${object ?? module}`);
      }),
    clearProblem: ({ name, object }) =>
      call('problem', () => {
        world.problems.delete(`${name} ${object}`);
      }),
    recordError: (id, xml) =>
      call('errorxml', () => {
        const fault = /<error [^>]*type="([^"]*)"/.exec(xml)?.[1];
        if (fault !== undefined) world.operations.get(id)?.faults.add(fault);
      }),
    setManual: id =>
      call('setmanual', () => {
        const operation = world.operations.get(id);
        if (operation) operation.manual = true;
      }),
    createTask: ({ runningOperation }) =>
      call('task', () => {
        const operation = world.operations.get(runningOperation);
        if (operation) world.giveToPerson(operation);
      }),
    accountUser: async () => '',
    accountUsers: async () => new Map(),
    measure: async () => '',
    assignService: nothing,
    importService: service => call('import', () => world.importService(service)),
  };
}

const MODULE_SETTINGS = {
  id: MODULE,
  name: 'Licenses',
  module: 'pmcpbillmgr',
  url: 'https://vendor.example/billmgr',
  username: 'reseller',
  password: 'not-a-real-one',
  params: new Map<string, string>(),
};

function tariffOf(id: string): Tariff {
  const tariff = TARIFFS[id];
  const parent = Object.values(TARIFFS).find(each => each.resource === id);
  if (tariff === undefined && parent === undefined)
    throw new Fault('billing_refused', { object: 'pricelist.edit', value: id });
  const intname = tariff?.intname ?? '4602-Nodes';
  return { id, name: intname, intname, itemtype: 'soft', addonlimit: 1, params: new Map() };
}

import { Fault } from '../../src/base/fault.ts';
import type { Billmanager, ModuleConfig, ServiceRow } from '../../src/billmanager/billmanager.ts';
import type { BillmanagerWorld } from './billmanager-world.ts';
import type { SimProcess } from './process.ts';

/**
 * BILLmanager as one process reaches it: each call may fail, or be carried out without the process
 * learning of it.
 */
export function billingOf(process: SimProcess, world: BillmanagerWorld): Billmanager {
  const call = async <T>(name: string, act: () => T): Promise<T> => {
    const fate = process.hazards.call(name);
    return process.step(() => {
      if (fate === 'refused') throw new Fault('billing_unreachable', { object: name });
      const answer = act();
      if (fate === 'killed') process.kill();
      if (fate === 'unanswered') throw new Fault('billing_unreachable', { object: name });
      return answer;
    });
  };
  const nothing = async (): Promise<void> => {};
  return {
    service: item => call('service', () => world.serviceView(item)),
    resources: ({ id }) => call('resources', () => world.resourcesOf(id)),
    suitableModules: (_, program) =>
      call('modules', () =>
        [...world.modules.values()]
          .filter(({ module }) => module === program)
          .map(({ id }) => ({ id, group: '' })),
      ),
    tariff: pricelist => call('tariff', () => world.tariff(pricelist)),
    module: module => call('module', () => world.module(module)),
    modules: () => call('modules', () => [...world.modules.values()]),
    runningOperation: id => call('runningoperation', () => world.operationView(id)),
    openTasks: ids =>
      call('task', () => new Map([...world.tasks].filter(([id]) => ids.includes(id)))),
    runningCommands: item =>
      call('runningoperation', () =>
        [...world.operations.values()]
          .filter(operation => operation.item === item)
          .map(({ command }) => command),
      ),
    async *services(itemtype, module) {
      const rows = await call('services', () => [...world.services.keys()]);
      for (const id of rows) {
        const service = world.serviceView(id);
        const { ip = '', licname = '' } = service ?? {};
        const shown = [['ip', ip] as const, ['licname', licname] as const];
        const params = new Map([...(service?.params ?? []), ...shown]);
        if (service === null || service.itemtype !== itemtype) continue;
        if (module !== undefined && service.processingmodule !== module) continue;
        yield { ...service, params, isWhole: true } satisfies ServiceRow;
      }
    },
    activate: ({ id }, fields) => call('open', () => world.activate(id, fields ?? new Map())),
    post: (command, item) => call(command, () => world.post(command, item)),
    saveParam: (item, name, value, { spelling = 'named' } = {}) =>
      call('saveparam', () => {
        world.takeParam(item, name, value, spelling);
      }),
    dropParam: (item, name) =>
      call('dropparam', () => {
        world.require(item).params.delete(name);
      }),
    setExpiredate: (item, expiredate) =>
      call('setexpiredate', () => {
        world.require(item).expiredate = expiredate;
      }),
    rollbackTariff: item => call('rollback', () => world.rollbackTariff(item)),
    nextModule: item => call('getnextmodule', () => world.nextModule(item)),
    saveModuleConfig: (module, config) =>
      call('saveconfig', () => {
        world.configs.set(module, config);
        const known = world.modules.get(module);
        if (known) world.modules.set(module, { ...known, config: configText(config) });
      }),
    markCopy: async ({ config }) => configIn(config),
    saveBalance: (module, balance, currency) =>
      call('savebalance', () => {
        world.balances.set(module, `${balance} ${currency}`);
      }),
    registerProblem: ({ name, object, module }) =>
      call('problem', () => {
        world.problems.add(`${name} ${object ?? module}`);
      }),
    problems: () =>
      call('problems', () =>
        [...world.problems].map(each => {
          const [name = '', object = ''] = each.split(' ');
          return { id: each, name, object };
        }),
      ),
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
    accountUser: account => call('user', () => world.users.get(account) ?? ''),
    accountUsers: () => call('user', () => new Map(world.users)),
    measures: id => call('measure', () => world.measures.get(id) ?? []),
    assignService: nothing,
    importService: service => call('import', () => world.importService(service)),
  };
}

/** As BILLmanager would keep it, as far as it is read again. */
const configText = ({ mark, counter }: ModuleConfig): string => `${mark} ${counter}`;

function configIn(text: string | null) {
  const [mark, counter] = (text ?? '').split(' ');
  return mark === undefined || counter === undefined ? null : { mark, counter: Number(counter) };
}

import { addMonths, dateOf, type IsoDate } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import type {
  ImportedService,
  ModuleConfig,
  ModuleSettings,
  ParamSpelling,
  PostCommand,
  Resource,
  RunningOperation,
  Service,
  ServiceStatus,
  Tariff,
} from '../../src/billmanager/billmanager.ts';
import {
  isForPeople,
  MEASURES,
  MODULE,
  MODULES,
  POSTS,
  RESOURCES,
  TARIFF_ROWS,
} from './billmanager-rows.ts';
import type { WorldSettings } from './settings.ts';
import type { Timeline } from './timeline.ts';

/** What a service may have besides; a license's of the first client if nothing is said. */
interface ServiceFields {
  /** A number that comes again; a new one if nothing is said. */
  readonly id?: string;
  readonly itemtype?: string;
  processingmodule?: string;
  readonly account?: string;
  readonly domain?: string;
  readonly createdate?: IsoDate | null;
  /** The tariff before a change of tariff. */
  lastpricelist?: string;
}

export interface SimService extends ServiceFields {
  readonly id: string;
  tariff: string;
  status: ServiceStatus;
  readonly period: number;
  expiredate: IsoDate | null;
  ip: string;
  licname: string;
  readonly params: Map<string, string>;
  readonly addons: Map<string, string>;
  /**
   * Who has suspended it: BILLmanager, by an operation; or the module brought the vendor's
   * suspension over.
   */
  suspendedBy: 'billing' | 'vendor' | null;
  /** BILLmanager has asked at some time to suspend it. */
  wasToSuspend: boolean;
  /** The last that BILLmanager has asked of both is to resume it. */
  wasToResume: boolean;
}

export interface SimOperation {
  readonly id: string;
  readonly item: string;
  readonly command: string;
  /** The event that asked for it. */
  readonly event: number;
  trycount: number;
  manual: boolean;
  hasTask: boolean;
  /** A person has closed its task. */
  isTaskClosed: boolean;
  /** What the last attempt told; two at the same time may tell different things. */
  readonly faults: Set<string>;
}

/**
 * The reseller's BILLmanager: services, running operations, and what they become by the module's
 * calls.
 */
export class BillmanagerWorld {
  readonly services = new Map<string, SimService>();
  readonly operations = new Map<string, SimOperation>();
  /** Open tasks by their running operations. */
  readonly tasks = new Map<string, string>();
  lastOperation = 500;
  lastService = 1000;
  /** Tasks that should not have been. */
  readonly complaints: string[] = [];
  /**
   * Services whose license a person moved to another address before BILLmanager had heard of it:
   * whose it is only a person can tell.
   */
  readonly movedUnseen = new Set<string>();
  /** Their licenses were deleted by a person, perhaps before anybody had heard of the order. */
  readonly deletedUnseen = new Set<string>();
  /** Services whose license a person has paid further at the vendor. */
  readonly paidElsewhere = new Set<string>();
  /** What else may need a person in this world, and how often each fault did. */
  mayNeedPerson: (fault: string) => boolean = () => false;
  readonly needed = new Map<string, number>();
  /** Problems that stand in BILLmanager's list, by `NAME OBJECT`. */
  readonly problems = new Set<string>();
  readonly tariffs = new Map(TARIFF_ROWS.map(each => [each.id, each]));
  readonly modules = new Map(MODULES.map(each => [each.id, each]));
  /** Configurations and balances that were saved for processing modules. */
  readonly configs = new Map<string, ModuleConfig>();
  readonly balances = new Map<string, string>();
  /** Processing modules that are named, one after another, when the present one cannot open. */
  readonly nextModules: string[] = [];
  /** Which spelling of service.saveparam is kept, and whether the other one is refused. */
  spelling: ParamSpelling | 'none' = 'named';
  refusesSpelling = false;
  /** User names of clients, by id. */
  readonly users = new Map<string, string>();
  readonly resources = new Map(RESOURCES.map(each => [each.id, each]));
  readonly measures = new Map(MEASURES);
  readonly #settings: WorldSettings;
  readonly #timeline: Timeline;
  readonly #became: (service: SimService, what: 'active' | 'deleted') => void;

  constructor(
    settings: WorldSettings,
    timeline: Timeline,
    became: (service: SimService, what: 'active' | 'deleted') => void,
  ) {
    this.#settings = settings;
    this.#timeline = timeline;
    this.#became = became;
  }

  today(): IsoDate {
    return dateOf(new Date(this.#timeline.now));
  }

  addService(
    wish: Pick<SimService, 'tariff' | 'period' | 'ip' | 'licname' | 'addons'> & ServiceFields,
  ): SimService {
    const id = wish.id ?? String(++this.lastService);
    const isDated = this.#settings.dated === 'ordered' && wish.period > 0;
    const expiredate = isDated ? addMonths(this.today(), wish.period) : null;
    const service: SimService = {
      ...wish,
      id,
      status: 'ordered',
      expiredate,
      params: new Map(),
      suspendedBy: null,
      wasToSuspend: false,
      wasToResume: false,
    };
    this.services.set(id, service);
    return service;
  }

  /** `processing.import.service` */
  importService(service: ImportedService): string {
    const { params, expiredate, status, period, name } = service;
    const made = this.addService({
      tariff: '10',
      period: period ?? 1,
      ip: params.get('ip') ?? '',
      licname: name,
      addons: new Map(),
    });
    made.status = status;
    made.expiredate = expiredate;
    for (const [param, value] of params) made.params.set(param, value);
    return made.id;
  }

  addOperation(item: string, command: string, event: number): SimOperation {
    const id = String(++this.lastOperation);
    const operation = {
      id,
      item,
      command,
      event,
      trycount: 0,
      manual: false,
      hasTask: false,
      isTaskClosed: false,
      faults: new Set<string>(),
    };
    this.operations.set(id, operation);
    if (command === 'suspend')
      Object.assign(this.require(item), { wasToSuspend: true, wasToResume: false });
    if (command === 'resume') this.require(item).wasToResume = true;
    return operation;
  }

  serviceView(id: string): Service | null {
    const service = this.services.get(id);
    if (service === undefined) return null;
    const { tariff, params, addons, suspendedBy, wasToSuspend, wasToResume, ...rest } = service;
    return {
      itemtype: 'soft',
      lastpricelist: '',
      processingmodule: MODULE,
      account: '1',
      domain: service.params.get('domain') ?? '',
      createdate: null,
      ...rest,
      parent: (params.get('parent') ?? '').replace(/^0$/, ''),
      name: 'service',
      pricelist: tariff,
      params: new Map([...params].filter(([name]) => name !== 'parent')),
    };
  }

  /** What a client ordered of each resource comes on top of what the tariff includes. */
  resourcesOf(id: string): readonly Resource[] {
    return [...this.require(id).addons].flatMap(([resource, value]) => {
      const row = this.resources.get(resource);
      const ordered = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      return row ? [{ ...row, ordered }] : [];
    });
  }

  operationView(id: string): RunningOperation | null {
    const operation = this.operations.get(id);
    if (operation === undefined) return null;
    const { event, faults, ...view } = operation;
    return view;
  }

  /** Does one of these faults of a service's operation need a person? */
  needsPerson(item: string, faults: Iterable<string>): boolean {
    const isMoved = this.movedUnseen.has(item);
    const isPaid = this.paidElsewhere.has(item);
    return [...faults].some(
      fault =>
        isForPeople(fault) ||
        this.mayNeedPerson(fault) ||
        (isMoved && fault === 'license_foreign') ||
        (this.deletedUnseen.has(item) && fault === 'charge_unsettled') ||
        (isPaid && fault === 'license_paid_elsewhere'),
    );
  }

  giveToPerson(operation: SimOperation): void {
    operation.hasTask = true;
    this.tasks.set(operation.id, `task of ${operation.id}`);
    const { id, command, item, faults } = operation;
    for (const fault of faults)
      if (this.needsPerson(item, [fault]))
        this.needed.set(fault, (this.needed.get(fault) ?? 0) + 1);
    // where the record of the fault got lost, the task itself still shows
    if (faults.size > 0 && !this.needsPerson(item, faults))
      this.complaints.push(
        `${command} of ${item} (operation ${id}) needs a hand: ${[...faults].join()}`,
      );
  }

  activate(item: string, fields: ReadonlyMap<string, string>): void {
    const service = this.require(item);
    if (this.#settings.fields === 'refused' && fields.size > 0)
      throw new Fault('billing_refused', { object: 'soft.open', value: 'fields' });
    if (this.#settings.fields === 'kept')
      for (const [name, value] of fields) this.saveParam(item, name, value);
    if (this.#settings.dated === 'activated' && service.expiredate === null && service.period > 0)
      service.expiredate = addMonths(this.today(), service.period);
    service.status = 'active';
    this.#became(service, 'active');
    this.#end(item, ['open', 'reopen']);
  }

  post(command: PostCommand, item: string): void {
    const service = this.require(item);
    const { ends, status } = POSTS[command];
    if (command === 'postopen' && service.status !== 'active') service.status = 'processing';
    if (
      command === 'postprolong' &&
      this.#settings.moves === 'after' &&
      this.#stands(item, 'prolong')
    )
      this.moveEnd(service);
    if (command === 'postsuspend' || command === 'postresume') this.#noteWhose(command, service);
    if (status !== undefined) service.status = status;
    if (command === 'postreopen') service.suspendedBy = null;
    if (command === 'postreopen') this.#became(service, 'active');
    if (command === 'postclose') this.#became(service, 'deleted');
    this.#end(item, ends);
  }

  /** `service.saveparam`, in the spelling that this panel expects or in the other one. */
  takeParam(item: string, name: string, value: string, spelling: ParamSpelling): void {
    if (spelling === this.spelling) this.saveParam(item, name, value);
    else if (this.spelling === 'plain') {
      this.require(item).params.set('name', name).set('value', value);
    } else if (this.refusesSpelling)
      throw new Fault('billing_refused', { object: 'service.saveparam', value: 'name' });
  }

  saveParam(item: string, name: string, value: string): void {
    const service = this.require(item);
    if (name === 'ip' || name === 'licname') service[name] = value;
    else service.params.set(name, value);
  }

  /** A service goes, and all that was wanted of it. */
  forget(item: string): void {
    this.services.delete(item);
    this.#end(item, []);
  }

  moveEnd(service: SimService): void {
    if (service.expiredate !== null)
      service.expiredate = addMonths(service.expiredate, service.period);
  }

  tariff(id: string): Tariff {
    const tariff = this.tariffs.get(id);
    if (tariff === undefined)
      throw new Fault('billing_refused', { object: 'pricelist.edit', value: id });
    return tariff;
  }

  module(id: string): ModuleSettings {
    const module = this.modules.get(id);
    if (module === undefined)
      throw new Fault('billing_refused', { object: 'processing.edit', value: id });
    return module;
  }

  /** The service goes over to the next module of its tariff, if there is one. */
  nextModule(item: string): void {
    const next = this.nextModules.shift();
    if (next === undefined)
      throw new Fault('billing_refused', { object: 'service.getnextmodule', value: 'no module' });
    this.require(item).processingmodule = next;
  }

  rollbackTariff(item: string): void {
    const service = this.require(item);
    service.tariff = service.lastpricelist ?? service.tariff;
    service.lastpricelist = '';
  }

  require(item: string): SimService {
    const service = this.services.get(item);
    if (service === undefined)
      throw new Fault('billing_refused', { object: 'service', value: item });
    return service;
  }

  /** Without an operation the module says by itself what has become of a service. */
  #noteWhose(command: 'postsuspend' | 'postresume', service: SimService): void {
    const { id, suspendedBy } = service;
    if (command === 'postsuspend') {
      if (this.#stands(id, 'suspend')) service.suspendedBy = 'billing';
      else service.suspendedBy ??= 'vendor';
      return;
    }
    const isAsked = this.#stands(id, 'resume') || service.wasToResume;
    if (service.status === 'suspended' && suspendedBy === 'billing' && !isAsked)
      this.complaints.push(`service ${id}: BILLmanager's own suspension was lifted`);
    service.suspendedBy = null;
  }

  #stands(item: string, command: string): boolean {
    return [...this.operations.values()].some(
      each => each.item === item && each.command === command,
    );
  }

  #end(item: string, commands: readonly string[]): void {
    for (const { id, item: of, command } of this.operations.values())
      if (of === item && (commands.length === 0 || commands.includes(command)))
        this.operations.delete(id);
  }
}

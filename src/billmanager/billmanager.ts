import type { IsoDate } from '../base/dates.ts';
import type { Period } from '../base/period.ts';

/** BILLmanager's item status (docs/reference/processing-module.md, "Item status"). */
export type ServiceStatus = 'ordered' | 'active' | 'suspended' | 'deleted' | 'processing';

/** A service (item), from the database or from a form. */
export interface Service {
  readonly id: string;
  readonly itemtype: string;
  readonly name: string;
  /** null: it is not told. */
  readonly status: ServiceStatus | null;
  /** The client's period in months; -100 trial, 0 lifetime; null: not known. */
  readonly period: Period | null;
  readonly expiredate: IsoDate | null;
  /** The day it was ordered; null: not known. */
  readonly createdate: IsoDate | null;
  /** The tariff's id. */
  readonly pricelist: string;
  /** The tariff before a change of tariff; '' if none. */
  readonly lastpricelist: string;
  readonly processingmodule: string;
  readonly account: string;
  /** The parent service; '' if there is none. */
  readonly parent: string;
  readonly ip: string;
  readonly licname: string;
  readonly domain: string;
  /**
   * Its parameters by name, `license_id`, `lickey`, `license_expiredate` ... among them. Values may
   * be secret.
   */
  readonly params: ReadonlyMap<string, string>;
}

export interface Tariff {
  readonly id: string;
  readonly name: string;
  readonly intname: string;
  readonly itemtype: string;
  /** The settings that our module's form adds, and the panel's own. */
  readonly params: ReadonlyMap<string, string>;
}

/**
 * What a service has of one resource of its tariff (docs/reference/billmanager.md, "Amount of a
 * resource").
 */
export interface Resource {
  /** The id of its row in the table of tariffs. */
  readonly id: string;
  /** Its internal names; any may be used to look it up. */
  readonly names: readonly string[];
  /** The amount included when the service was ordered; 1 or 0 for a switch. */
  readonly included: number;
  /** The amount that the client ordered in addition. */
  readonly ordered: number;
  /** The most that a trial gets; null: no limit. */
  readonly most: number | null;
  /** The internal name of the chosen value if it is a choice; else ''. */
  readonly choice: string;
  /** The id of its unit of measure; '' if it has none. */
  readonly measure: string;
}

/** A processing module's settings. `password` is secret. */
export interface ModuleSettings {
  readonly id: string;
  readonly name: string;
  /** The name that BILLmanager starts it under; '' if not known. */
  readonly module: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly params: ReadonlyMap<string, string>;
  /** The document that the module saved about itself; '' if none, null if not known. */
  readonly config: string | null;
}

/** What a processing module reports about itself in BILLmanager. */
export interface ModuleConfig {
  readonly presets: readonly { readonly id: string; readonly name: string }[];
  /** The same as text, one preset a line. */
  readonly lines: string;
  /** The mark of this installation, and the counter of its journal. */
  readonly mark: string;
  readonly counter: number;
}

export interface RunningOperation {
  readonly id: string;
  readonly item: string;
  readonly command: string;
  readonly trycount: number;
  readonly manual: boolean;
  /** A person's task exists for it already, open or closed. */
  readonly hasTask: boolean;
  /** Its task is known to be closed; forms may not show a closed one. */
  readonly isTaskClosed: boolean;
}

/** A row of the panel's list of problems. */
export interface Problem {
  readonly id: string;
  readonly name: string;
  /** What it is about; '' if not in the list. */
  readonly object: string;
}

export type PostCommand =
  | 'postopen'
  | 'postreopen'
  | 'postopeninterrupt'
  | 'postsuspend'
  | 'postresume'
  | 'postclose'
  | 'postsetparam'
  | 'postprolong';

/**
 * How `service.saveparam` is spelt: `name=NAME value=VALUE`, or `NAME=VALUE`
 * (docs/reference/processing-module.md, "Service parameters").
 */
export type ParamSpelling = 'named' | 'plain';

export interface ImportedService {
  readonly module: string;
  readonly itemtype: string;
  /** Local tariff's internal name. */
  readonly pricelist: string;
  readonly name: string;
  readonly status: ServiceStatus;
  readonly period: Period | null;
  readonly expiredate: IsoDate | null;
  readonly params: ReadonlyMap<string, string>;
}

export interface ServiceRow {
  readonly id: string;
  readonly itemtype: string;
  readonly name: string;
  /** Its owner's account; '' if not in the list. */
  readonly account: string;
  readonly status: ServiceStatus | null;
  readonly pricelist: string;
  readonly period: Period | null;
  readonly expiredate: IsoDate | null;
  readonly createdate: IsoDate | null;
  readonly processingmodule: string;
  /** The ones that are not secret, including `ip` and `licname`. */
  readonly params: ReadonlyMap<string, string>;
  /** false: the list shows only some parameters; read the service for the others. */
  readonly isWhole: boolean;
}

/**
 * What BILLmanager knows. Two ways lead to it: its database, and its forms and lists through mgrctl
 * (docs/reference/processing-module.md, "Reading"). Throws Fault: `billing_unreachable` (passing)
 * if there is no usable answer, `billing_refused` (final) with BILLmanager's own text.
 */
export interface Facts {
  /**
   * `hint`: its product type, if that is known. Null when BILLmanager has no such service of our
   * product types.
   */
  service(item: string, hint?: string): Promise<Service | null>;
  /** What a service has of the resources of its tariff. */
  resources(service: Pick<Service, 'id' | 'itemtype' | 'pricelist'>): Promise<readonly Resource[]>;
  tariff(pricelist: string): Promise<Tariff>;
  module(module: string): Promise<ModuleSettings>;
  /** All processing modules; url, username and password stay empty. */
  modules(): Promise<readonly ModuleSettings[]>;
  /**
   * The active processing modules of a program that serve a tariff, in the order in which
   * BILLmanager tries them.
   */
  suitableModules(pricelist: string, program: string): Promise<readonly SuitableModule[]>;
  /** null when BILLmanager has ended this operation. */
  runningOperation(id: string): Promise<RunningOperation | null>;
  /**
   * Tasks that are still open, by the running operation that they were made for, whether or not
   * that still exists. None if the panel's list of tasks does not show the operation.
   */
  openTasks(runningOperations: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Commands of the operations on a service that BILLmanager has begun and not ended. */
  runningCommands(item: string): Promise<readonly string[]>;
  /**
   * All services of a product type, whatever they belong to. `module`: only those of this one, and
   * those that it imported and nobody has given a tariff yet.
   */
  services(itemtype: string, module?: string): AsyncIterable<ServiceRow>;
  /** The client's user name: of the account's first user; '' if there is none. */
  accountUser(account: string): Promise<string>;
  /** The same of every client at once, by account id. */
  accountUsers(): Promise<ReadonlyMap<string, string>>;
  /** The units of measure from this one down to the smallest; empty if there is no such unit. */
  measures(id: string): Promise<readonly Measure[]>;
}

export interface SuitableModule {
  readonly id: string;
  /** The group of panels that it belongs to (`ipmgr`); '' for none. */
  readonly group: string;
}

/** A unit of measure (docs/reference/billmanager.md, "Units"). */
export interface Measure {
  readonly intname: string;
  /** How many of the next smaller unit it is; null for the smallest. */
  readonly relation: number | null;
}

/**
 * The local BILLmanager: facts, and outcomes through mgrctl. Each outcome is one mgrctl call unless
 * it says otherwise. Throws Fault: `billing_unreachable` (passing) when mgrctl cannot be started,
 * hangs or answers rubbish, `billing_refused` (final) with BILLmanager's own text for an error
 * document (BillmanagerRefused, with the error's type). A repeated call of every method is
 * harmless, except createTask and importService, whose callers look first.
 */
export interface Billmanager extends Facts {
  /** `ITEMTYPE.open elid= sok=ok`: activates the service and ends the running operation. */
  activate(
    service: Pick<Service, 'id' | 'itemtype'>,
    fields?: ReadonlyMap<string, string>,
  ): Promise<void>;
  /**
   * `service.postX elid= sok=ok`: ends the running operation. Without one, postsuspend and
   * postresume report what happened to the service elsewhere.
   */
  post(command: PostCommand, item: string): Promise<void>;
  /**
   * `service.saveparam`. A secret value travels by the environment, never in the argument vector.
   * BILLmanager may answer success and keep nothing: operations save by `saveServiceParams`.
   */
  saveParam(
    item: string,
    name: string,
    value: string,
    options?: {
      readonly secret?: boolean;
      /**
       * BILLmanager keeps the value encrypted; implies secret. Default: only for `userpassword`.
       */
      readonly crypted?: boolean;
      /** Default: `named`. */
      readonly spelling?: ParamSpelling;
    },
  ): Promise<void>;
  dropParam(item: string, name: string): Promise<void>;
  setExpiredate(item: string, expiredate: IsoDate): Promise<void>;
  rollbackTariff(item: string): Promise<void>;
  /**
   * `service.getnextmodule elid=ITEM`: moves the service to the tariff's next processing module,
   * which the service then tells. `billing_refused` when there is none.
   */
  nextModule(item: string): Promise<void>;

  saveModuleConfig(module: string, config: ModuleConfig): Promise<void>;
  /** Mark and counter in what a module has saved about itself; null if missing. No call. */
  markCopy(
    module: Pick<ModuleSettings, 'config'>,
  ): Promise<Pick<ModuleConfig, 'mark' | 'counter'> | null>;
  saveBalance(module: string, balance: string, currency: string): Promise<void>;
  registerProblem(problem: {
    readonly name: string;
    /**
     * What the problem is about (the panel keeps one problem per name and object); default: the
     * module.
     */
    readonly object?: string;
    readonly module: string;
    readonly moduleName: string;
    readonly message: string;
    /** Further parameters of this problem, sent as `param_NAME`. */
    readonly params?: Readonly<Record<string, string>>;
  }): Promise<void>;

  /** All problems on the panel's list, whoever registered them. */
  problems(): Promise<readonly Problem[]>;
  /**
   * Removes problems of this name and object from the panel's list: a list call, and one call per
   * problem.
   */
  clearProblem(problem: { readonly name: string; readonly object: string }): Promise<void>;

  /** `runningoperation.edit elid=OP errorxml=XML`. */
  recordError(runningOperation: string, errorXml: string): Promise<void>;
  setManual(runningOperation: string): Promise<void>;
  /**
   * `task.gettype` then `task.edit`: two calls; nothing is created when BILLmanager names no task
   * type.
   */
  createTask(task: {
    readonly command: string;
    readonly item: string;
    readonly runningOperation: string;
  }): Promise<void>;

  /** `processing.import.service`: returns the new service's id. */
  importService(service: ImportedService): Promise<string>;
  /** `processing.import.assign`: gives an imported service to a client, under a tariff. */
  assignService(item: string, account: string, pricelist: string): Promise<void>;
}

import type { IsoDate } from '../base/dates.ts';
import type { Period } from '../base/period.ts';

/** BILLmanager's item status (docs/reference/processing-module.md, "Item status"). */
export type ServiceStatus = 'ordered' | 'active' | 'suspended' | 'deleted' | 'processing';

/** The parameters we keep on a service. */
export const PARAM_LICENSE_ID = 'license_id';
/** addition: the upstream license that the module belongs to, as the order form asks it. */
export const PARAM_PARENT_LICENSE = 'license';
export const PARAM_LICKEY = 'lickey';
export const PARAM_LICENSE_EXPIREDATE = 'license_expiredate';
/** ... and on that of a panel's account. */
export const PARAM_USERNAME = 'username';
export const PARAM_PASSWORD = 'userpassword';
export const PARAM_URL = 'url';
/** The upstream's pricelist, where a person changed it there. */
export const PARAM_LICENSE_PRICELIST = 'license_pricelist';

/** A service (item) as BILLmanager's form `ITEMTYPE.edit elid=ITEM` tells it. */
export interface Service {
  readonly id: string;
  readonly itemtype: string;
  readonly name: string;
  /** null: the form does not tell. */
  readonly status: ServiceStatus | null;
  /** The client's period in months; -100 trial, 0 lifetime; null: the form does not tell. */
  readonly period: Period | null;
  readonly expiredate: IsoDate | null;
  /** The tariff's id. */
  readonly pricelist: string;
  /** The tariff before a change of tariff; '' if none. */
  readonly lastpricelist: string;
  readonly processingmodule: string;
  readonly account: string;
  readonly ip: string;
  readonly licname: string;
  readonly domain: string;
  /**
   * Every other field of the form by its name, `license_id`, `lickey`, `license_expiredate`,
   * `parent` ... among them. Values may be secret.
   */
  readonly params: ReadonlyMap<string, string>;
  /**
   * What the client ordered of each resource, by the resource's local pricelist id (form fields
   * `addon_N`).
   */
  readonly addons: ReadonlyMap<string, string>;
}

/** A tariff or a resource of one (`pricelist.edit elid=P`). */
export interface Tariff {
  readonly id: string;
  readonly name: string;
  readonly intname: string;
  readonly itemtype: string;
  /** Amount included in the tariff, for a resource; 0 if the form does not tell. */
  readonly addonlimit: number;
  readonly params: ReadonlyMap<string, string>;
}

/** A processing module's settings (`processing.edit elid=MODULE`). `password` is secret. */
export interface ModuleSettings {
  readonly id: string;
  readonly name: string;
  /** The name that BILLmanager starts it under; '' if the form does not tell. */
  readonly module: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly params: ReadonlyMap<string, string>;
}

export interface RunningOperation {
  readonly id: string;
  readonly item: string;
  readonly command: string;
  readonly trycount: number;
  readonly manual: boolean;
  /** A person's task exists for it already. */
  readonly hasTask: boolean;
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
  readonly status: ServiceStatus | null;
  readonly pricelist: string;
  readonly period: Period | null;
  readonly expiredate: IsoDate | null;
  readonly processingmodule: string;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The local BILLmanager, through mgrctl. One mgrctl call a method unless it says otherwise. Throws
 * Fault: `billing_unreachable` (passing) when mgrctl cannot be started, hangs or answers rubbish,
 * `billing_refused` (final) with BILLmanager's own text for an error document (BillingRefused: it
 * tells the error's type). A repeated call of every method is harmless, except createTask and
 * importService, whose callers look first.
 */
export interface Billmanager {
  /**
   * Reads a service. Its form is asked under `hint` first, then under the other product types; the
   * answer must carry the asked id. Null when BILLmanager has no such service of these types.
   */
  service(item: string, hint?: string): Promise<Service | null>;
  tariff(pricelist: string): Promise<Tariff>;
  module(module: string): Promise<ModuleSettings>;
  /**
   * Processing modules, all rows of `processing`, page by page (id, name, module; url, username and
   * password stay empty).
   */
  modules(): Promise<readonly ModuleSettings[]>;
  /** null when BILLmanager has ended this operation (error `missed`). */
  runningOperation(id: string): Promise<RunningOperation | null>;
  /** All services of a product type, page by page. */
  services(itemtype: string): AsyncIterable<ServiceRow>;

  /** `ITEMTYPE.open elid= sok=ok`: activates the service and ends the running operation. */
  activate(
    service: Pick<Service, 'id' | 'itemtype'>,
    fields?: ReadonlyMap<string, string>,
  ): Promise<void>;
  /**
   * `service.postX elid= sok=ok`: ends the running operation. Without one, postsuspend and
   * postresume tell what has become of the service elsewhere.
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

  saveModuleConfig(module: string, xml: string): Promise<void>;
  saveBalance(module: string, balance: string, currency: string): Promise<void>;
  registerProblem(problem: {
    readonly name: string;
    /**
     * What the problem is about, as the panel keeps one problem a name and object; default: the
     * module.
     */
    readonly object?: string;
    readonly module: string;
    readonly moduleName: string;
    readonly message: string;
    /** Further parameters of this problem, sent as `param_NAME`. */
    readonly params?: Readonly<Record<string, string>>;
  }): Promise<void>;

  /**
   * Takes problems of this name and object off the panel's list, if there are any: a list call, and
   * one call a problem.
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

  /**
   * The client's user name: the first of the account's rows in the list `user`; '' if there is
   * none. List calls.
   */
  accountUser(account: string): Promise<string>;
  /** The same of every client at once, by account id. List calls. */
  accountUsers(): Promise<ReadonlyMap<string, string>>;
  /**
   * Internal name of a unit of measure by its id (`measure.edit elid=ID`); '' when BILLmanager has
   * none of that id.
   */
  measure(id: string): Promise<string>;

  /** `processing.import.service`: returns the new service's id. */
  importService(service: ImportedService): Promise<string>;
  /** `processing.import.assign`: gives an imported service to a client, under a tariff. */
  assignService(item: string, account: string, pricelist: string): Promise<void>;
}

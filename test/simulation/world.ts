import { toFault } from '../../src/base/fault.ts';
import type { ModuleSettings } from '../../src/billmanager/billmanager.ts';
import type { Report } from '../../src/reconcile/report.ts';
import { MODULES } from '../support/billmanager-rows.ts';
import { BillmanagerWorld, type SimService } from '../support/billmanager-world.ts';
import { type HazardKind, type Hazards, hazardsOf, noHazards } from '../support/hazards.ts';
import { SimProcess } from '../support/process.ts';
import { Random } from '../support/random.ts';
import type { Sold } from '../support/sold.ts';
import { Timeline } from '../support/timeline.ts';
import { ACCOUNT } from '../support/vendor-client.ts';
import { VendorWorld } from '../support/vendor-world.ts';
import { SETTLE_MS } from '../support/wire.ts';
import { Audit, type ServiceTruth } from './audit.ts';
import type { BillingBackup } from './billing-backup.ts';
import { type ConfChange, confOf } from './conf.ts';
import { Kinds } from './kinds.ts';
import { callModule, runCheckevent, runImport, type Surroundings } from './module-process.ts';
import { Neighbour } from './neighbour.ts';
import { hazardName, type Plan } from './plan.ts';
import { quirksOf } from './quirks.ts';
import { StateFolder } from './state-folder.ts';

/** Buys on the account of the usual module. */
const SECOND_MODULE = '9';
/** Buys from another vendor. */
export const OTHER_VENDORS_MODULE = '10';
const OTHER_URL = 'https://other.example/billmgr';

const START = Date.UTC(2027, 0, 1);
const DAY_MS = 86_400_000;
/** Hazards strike so many attempts of one operation; then somebody has mended the network. */
const BAD_ATTEMPTS = 4;

/** A world in which one plan comes to pass. */
export class World {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly audit: Audit;
  readonly kinds: Kinds;
  readonly neighbour: Neighbour;
  readonly state: StateFolder;
  /** A copy of BILLmanager's database; null: none was made yet. */
  billingBackup: BillingBackup | null = null;
  readonly vendor: VendorWorld;
  /** The vendor of another module; its licenses have the same ids. */
  readonly otherVendor: VendorWorld | null;
  readonly billmanager: BillmanagerWorld;
  readonly log: string[] = [];
  /** No hazards any more. */
  calm = false;
  /** The machine has crashed once, and all that the module knew was gone. */
  hasLostState = false;
  /** Until this moment nothing is started: the machine has crashed. */
  downUntil = 0;
  readonly processes = new Set<SimProcess>();
  /** What the module's processes are given. */
  around: Surroundings;
  /** Troubles that runs of checkevent have told of, the last run's. */
  troubles: readonly string[] = [];
  #started = 0;

  constructor(plan: Plan, folder: string) {
    const { settings, seed } = plan;
    this.plan = plan;
    this.kinds = new Kinds(plan.kinds);
    this.timeline = new Timeline(START + new Random('start', seed).whole(0, 500 * DAY_MS));
    this.audit = new Audit(
      () => this.vendor.today(),
      (item, { id }) => this.billmanager.services.get(item)?.params.get('license_id') === id,
    );
    this.vendor = new VendorWorld(seed, settings, this.timeline, this.audit);
    this.otherVendor = this.kinds.has('vendors')
      ? new VendorWorld(seed, settings, this.timeline, this.audit)
      : null;
    for (const vendor of this.vendors) vendor.quirks = quirksOf(seed, this.kinds, () => this.calm);
    this.neighbour = new Neighbour(this.vendor, this.audit, seed);
    this.billmanager = new BillmanagerWorld(settings, this.timeline, (service, what) =>
      this.#became(service, what),
    );
    for (const module of this.furtherModules) this.billmanager.modules.set(module.id, module);
    // of two requests in a row nobody may hear what became of them
    const mayBeUnsettled = this.plan.settings.badness > 0;
    this.billmanager.mayNeedPerson = fault =>
      this.kinds.mayNeedPerson(fault) || (mayBeUnsettled && fault === 'charge_unsettled');
    this.state = new StateFolder(folder);
    this.around = {
      conf: confOf(plan),
      stateFile: this.state.file,
      vendorAt: url =>
        url === OTHER_URL && this.otherVendor !== null
          ? { world: this.otherVendor, account: 'other.example/billmgr reseller' }
          : { world: this.vendor, account: ACCOUNT },
      billmanager: this.billmanager,
      log: line => this.note(line),
    };
  }

  get stateFile(): string {
    return this.state.file;
  }

  get vendors(): readonly VendorWorld[] {
    return [this.vendor, ...(this.otherVendor ? [this.otherVendor] : [])];
  }

  /** All that the vendors have sold. */
  get licenses(): readonly Sold[] {
    return this.vendors.flatMap(each => [...each.licenses.values()]);
  }

  vendorOf({ processingmodule }: Pick<SimService, 'processingmodule'>): VendorWorld {
    const isOther = processingmodule === OTHER_VENDORS_MODULE;
    return isOther && this.otherVendor ? this.otherVendor : this.vendor;
  }

  /** Processing modules beside the usual one that services may belong to. */
  get furtherModules(): readonly ModuleSettings[] {
    const [usual] = MODULES;
    const ids = [
      ...(this.kinds.has('modules') ? [SECOND_MODULE] : []),
      ...(this.kinds.has('vendors') ? [OTHER_VENDORS_MODULE] : []),
    ];
    if (usual === undefined) return [];
    return ids.map(id => ({
      ...usual,
      id,
      name: `Licenses ${id}`,
      url: id === OTHER_VENDORS_MODULE ? OTHER_URL : usual.url,
    }));
  }

  /** People edit remoteids, where the vendor keeps them. */
  get remoteidsAreEdited(): boolean {
    return this.vendor.quirks.kept('mmmmm-1-abcd') === 'mmmmm-1-abcd';
  }

  get conf() {
    return this.around.conf;
  }

  note(line: string): void {
    const at = new Date(this.timeline.now).toISOString().replace('T', ' ').slice(0, 23);
    this.log.push(`${at} ${line}`);
  }

  /** Starts the module for a call; resolves when its process has ended, by itself or not. */
  async call(
    event: number,
    attempt: number,
    call: { command: string; item: string; runningOperation: string | null },
  ) {
    const name = `[${event}.${attempt} ${call.command} ${call.item}]`;
    await this.#untilUp();
    // a BILLmanager that comes up again starts what still stands
    if (call.runningOperation !== null && !this.billmanager.operations.has(call.runningOperation))
      return null;
    const outcome = await this.run(name, event, attempt, process =>
      callModule(process, this.around, call),
    );
    if (outcome?.fault.type === 'internal')
      this.audit.violate(`${name} fell over: ${outcome.fault.detail} ${outcome.stack}`);
    return outcome;
  }

  async checkevent(event: number): Promise<Report | null> {
    const name = `[${event} checkevent]`;
    const report = await this.run(name, event, 0, process =>
      this.#guarded(process, () => runCheckevent(process, this.around)),
    );
    if (report) this.troubles = report.troubles;
    for (const trouble of report?.troubles ?? []) {
      this.note(`${name} trouble: ${trouble}`);
      if (trouble.includes('An unexpected error'))
        this.audit.violate(`${name} fell over: ${trouble}`);
    }
    return report ?? null;
  }

  async import(event: number): Promise<void> {
    await this.run(`[${event} import]`, event, 0, process =>
      this.#guarded(process, () => runImport(process, this.around)),
    );
  }

  async #guarded<T>(process: SimProcess, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      const fault = toFault(error);
      this.note(`${process.name} ${fault.type}: ${fault.message} ${fault.detail}`);
      if (fault.type === 'internal')
        this.audit.violate(`${process.name} fell over: ${fault.detail}`);
      return null;
    }
  }

  /** The machine goes down and its state file is lost. */
  loseState(): void {
    this.goDown();
    this.state.lose();
    this.hasLostState = true;
    this.note('its state file is lost');
  }

  /** Another one than the last runs had is in its place. */
  putStateBack(isWithoutLog: boolean): void {
    this.goDown();
    this.state.putBack(isWithoutLog);
    this.hasLostState = true;
    this.note('its state file is put back');
  }

  /** The machine goes down. It is up again when upstream has done with what was sent. */
  goDown(): void {
    for (const process of [...this.processes]) process.kill();
    this.downUntil = this.timeline.now + SETTLE_MS + 1000;
    this.note('the machine goes down');
  }

  /** The administrator edits the conf. */
  editConf(change: ConfChange): void {
    this.around = { ...this.around, conf: confOf(this.plan, change) };
  }

  /** The license upstream of a service, if it has one. */
  licenseOf(truth: ServiceTruth): Sold | undefined {
    return this.audit.licensesOf(truth)[0];
  }

  /** One process: resolves with what it comes to, or with null when it is killed. */
  async run<T>(
    name: string,
    event: number,
    attempt: number,
    work: (process: SimProcess) => Promise<T>,
  ): Promise<T | null> {
    await this.#untilUp();
    const { seed, settings } = this.plan;
    const id = ++this.#started;
    return new Promise((resolve, reject) => {
      const process: SimProcess = new SimProcess({
        name,
        timeline: this.timeline,
        random: new Random('process', seed, event, attempt),
        hazards: this.#hazardsFor(event, attempt),
        skew: settings.skew * 60_000,
        onDeath: () => {
          this.note(`${name} is killed`);
          this.processes.delete(process);
          resolve(null);
        },
      });
      this.processes.add(process);
      this.note(`${name} starts (${id})`);
      work(process).then(
        answer => {
          this.processes.delete(process);
          this.note(`${name} ends`);
          resolve(answer);
        },
        error => {
          this.processes.delete(process);
          reject(error);
        },
      );
    });
  }

  async #untilUp(): Promise<void> {
    if (this.timeline.now < this.downUntil)
      await this.timeline.pause(this.downUntil - this.timeline.now);
  }

  #hazardsFor(event: number, attempt: number): Hazards {
    const { seed, settings, without } = this.plan;
    if (this.calm || attempt >= BAD_ATTEMPTS || settings.badness === 0) return noHazards;
    const kinds: readonly HazardKind[] = ['kill', 'net', 'bill'];
    const left = new Set(kinds.filter(kind => without.has(hazardName(event, kind))));
    return hazardsOf(new Random('hazards', seed, event, attempt), settings.badness, left);
  }

  /** Where services are dated when they are activated, the client's paid time begins then. */
  #became({ id, expiredate }: SimService, what: 'active' | 'deleted'): void {
    const truth = this.audit.truths.get(id);
    if (truth === undefined) return;
    if (what === 'deleted') {
      truth.unwantedAt = Math.min(truth.unwantedAt, this.timeline.now);
      return;
    }
    truth.activated = true;
    truth.paid ??= expiredate;
  }
}

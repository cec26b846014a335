import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toFault } from '../../src/base/fault.ts';
import { parseConf } from '../../src/conf/parse.ts';
import type { Report } from '../../src/reconcile/report.ts';
import { BillmanagerWorld, type SimService } from '../support/billmanager-world.ts';
import { type HazardKind, type Hazards, hazardsOf, noHazards } from '../support/hazards.ts';
import { SimProcess } from '../support/process.ts';
import { Random } from '../support/random.ts';
import { Timeline } from '../support/timeline.ts';
import { VendorWorld } from '../support/vendor-world.ts';
import { SETTLE_MS } from '../support/wire.ts';
import { Audit } from './audit.ts';
import { callModule, runCheckevent, runImport, type Surroundings } from './module-process.ts';
import { hazardName, type Plan } from './plan.ts';

const START = Date.UTC(2027, 0, 1);
const DAY_MS = 86_400_000;
/** Hazards strike so many attempts of one operation; then somebody has mended the network. */
const BAD_ATTEMPTS = 4;

/** A world in which one plan comes to pass. */
export class World {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly audit: Audit;
  readonly vendor: VendorWorld;
  readonly billmanager: BillmanagerWorld;
  readonly log: string[] = [];
  /** No hazards any more. */
  calm = false;
  /** The machine has crashed once, and all that the module knew was gone. */
  hasLostState = false;
  /** Until this moment nothing is started: the machine has crashed. */
  downUntil = 0;
  readonly processes = new Set<SimProcess>();
  readonly #around: Surroundings;
  readonly #folder: string;
  #started = 0;

  constructor(plan: Plan, folder: string) {
    const { settings, seed } = plan;
    this.plan = plan;
    this.timeline = new Timeline(START + new Random('start', seed).whole(0, 500 * DAY_MS));
    this.audit = new Audit(() => this.vendor.today());
    this.vendor = new VendorWorld(seed, settings, this.timeline, this.audit);
    this.billmanager = new BillmanagerWorld(settings, this.timeline, (service, what) =>
      this.#became(service, what),
    );
    this.#folder = folder;
    this.#around = {
      conf: confOf(plan),
      stateFile: join(folder, 'state.db'),
      vendor: this.vendor,
      billmanager: this.billmanager,
      log: line => this.note(line),
    };
    this.#makeFolder();
  }

  get stateFile(): string {
    return this.#around.stateFile;
  }

  get conf() {
    return this.#around.conf;
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
    const outcome = await this.#run(name, event, attempt, process =>
      callModule(process, this.#around, call),
    );
    if (outcome?.fault.type === 'internal')
      this.audit.violate(`${name} fell over: ${outcome.fault.detail} ${outcome.stack}`);
    return outcome;
  }

  async checkevent(event: number): Promise<Report | null> {
    const name = `[${event} checkevent]`;
    const report = await this.#run(name, event, 0, process =>
      this.#guarded(process, () => runCheckevent(process, this.#around)),
    );
    for (const trouble of report?.troubles ?? []) {
      this.note(`${name} trouble: ${trouble}`);
      if (trouble.includes('An unexpected error'))
        this.audit.violate(`${name} fell over: ${trouble}`);
    }
    return report ?? null;
  }

  async import(event: number): Promise<void> {
    await this.#run(`[${event} import]`, event, 0, process =>
      this.#guarded(process, () => runImport(process, this.#around)),
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

  /**
   * The machine goes down and its state file is lost. It is up again when upstream has done with
   * what was sent.
   */
  loseState(): void {
    for (const process of [...this.processes]) process.kill();
    rmSync(this.#folder, { recursive: true, force: true });
    this.#makeFolder();
    this.downUntil = this.timeline.now + SETTLE_MS + 1000;
    this.hasLostState = true;
    this.note('the machine goes down and its state file is lost');
  }

  async #run<T>(
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

  #makeFolder(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }
}

function confOf({ settings }: Plan) {
  const text = `Preset 3541-Lite
Preset 4601-Business
Preset 5577-Years
Preset 5579-Months
[upstream]
settle = ${SETTLE_MS / 1000}
key_wait = ${settings.keyWait}
rate = ${settings.rate}
[preset 4601]
addon.4602 = 1
close = release
[preset 5577]
period.1 = 12
period.3 = 12
[preset 5579]
period.12 = 1
period.3 = 1
`;
  const { conf, errors } = parseConf(text, 'cpbillmgr.conf', '/');
  if (errors.length > 0)
    throw new Error(`the simulation's conf is wrong: ${JSON.stringify(errors)}`);
  return conf;
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IsoDate, parseDate } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import { parseConf } from '../../src/conf/parse.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { thisMachine } from '../../src/journal/machine.ts';
import { sqliteJournal } from '../../src/journal/sqlite-journal.ts';
import type { Context, ServiceCall } from '../../src/operations/engine/context.ts';
import type { Accounts } from '../../src/panel/panel.ts';
import type { Vendor } from '../../src/vendor/vendor.ts';
import { afterwards } from '../journal/support/temp.ts';
import { billingOf } from './billmanager-client.ts';
import { PANEL_MODULE, STORAGE_TARIFFS } from './billmanager-rows.ts';
import { BillmanagerWorld, type SimService } from './billmanager-world.ts';
import { EagerTimeline } from './eager-timeline.ts';
import { accountsOf, PANEL_KEY, PANEL_URL, PanelWorld } from './panel-world.ts';
import { SimProcess } from './process.ts';
import { Random } from './random.ts';
import { MARK, serviceIn } from './remoteid.ts';
import { Script } from './script.ts';
import type { WorldSettings } from './settings.ts';
import type { Sold } from './sold.ts';
import { ACCOUNT, vendorOf } from './vendor-client.ts';
import { VendorWorld } from './vendor-world.ts';
import { SETTLE_MS } from './wire.ts';

/** A date of a test's own. */
export function day(text: string): IsoDate {
  const date = parseDate(text);
  if (date === null) throw new Error(`${text} is no date`);
  return date;
}

/** The day on which every test begins, at noon. */
export const TODAY = day('2027-03-10');

const SETTINGS: WorldSettings = {
  moves: 'before',
  dated: 'ordered',
  fields: 'kept',
  overlap: false,
  rowsPerPage: 500,
  listOrder: 'newest',
  deletedForm: true,
  preparation: 0,
  stern: true,
  lapses: false,
  tellsEnd: true,
  zone: 0,
  skew: 0,
  keyWait: 5,
  rate: 1000,
  badness: 0,
};

const CONF = `Preset 3541-Lite
Preset 4601-Business
Preset 5577-Years
Preset 5579-Months
[upstream]
settle = ${SETTLE_MS / 1000}
key_wait = 5
rate = 1000
[preset 5577]
period.1 = 12
period.3 = 12
[preset 5579]
period.12 = 1
period.3 = 1
`;

type Changed<T> = { -readonly [K in keyof T]?: T[K] };

export interface WorldOptions {
  readonly settings?: Partial<WorldSettings>;
  /** Further lines of the conf. */
  readonly conf?: string;
}

type Wish = Partial<
  Omit<SimService, 'id' | 'status' | 'params' | 'suspendedBy' | 'wasToSuspend' | 'wasToResume'>
>;

/** In memory where the system has a folder for that: nothing here outlives the test. */
function stateFile(): string {
  const memory = '/dev/shm';
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'a-world-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state.db');
}

/**
 * A reseller's BILLmanager, a license vendor and a panel, in this process, with a journal of their
 * own and a clock that stands at noon of TODAY until somebody waits. All goes well, unless `script`
 * says otherwise.
 */
export function aWorld({ settings = {}, conf = '' }: WorldOptions = {}) {
  const kind = { ...SETTINGS, ...settings };
  const timeline = new EagerTimeline(Date.parse(`${TODAY}T12:00:00Z`));
  const script = new Script();
  /** Each thing that cost money, in its order. */
  const charges: string[] = [];
  const vendor = new VendorWorld(1, kind, timeline, {
    ordered: (_, { remoteid }) => charges.push(`order for ${serviceIn(remoteid)}`),
    prolonged: ({ id }, end) => charges.push(`prolong ${id} beyond ${end}`),
    acted: () => {},
  });
  const billmanager = new BillmanagerWorld(kind, timeline, () => {});
  for (const tariff of STORAGE_TARIFFS) billmanager.tariffs.set(tariff.id, tariff);
  const panel = new PanelWorld();
  panel.templates.set('ftp', new Map([['limit_db', '0']]));
  panel.templates.set('web', new Map([['limit_webdomains', '3']]));
  /** What the vendor, or the panel, does otherwise than it should. */
  const lies: { vendor: Changed<Vendor>; panel: Changed<Accounts> } = { vendor: {}, panel: {} };
  const log: string[] = [];
  const state = {
    file: stateFile(),
    maintenance: false,
    /** What the next start reads. */
    conf: `${CONF.replace('rate = 1000', `rate = ${kind.rate}`)}${conf}`,
  };
  let death = (): void => {};
  let current: SimProcess | undefined;

  /** A new start of the executable; the one before is over, and has let go of its locks. */
  function restart(): Context & { readonly journal: Journal } {
    current?.end();
    const process = new SimProcess({
      name: 'the module',
      timeline,
      random: new Random('process', 1),
      hazards: script,
      skew: 0,
      onDeath: () => death(),
    });
    current = process;
    const journal = sqliteJournal({ file: state.file, clock: process.clock });
    process.atEnd(() => void journal.dispose());
    void journal.drawMark(MARK);
    void journal.changeInstallation({ machine: thisMachine() });
    const parsed = parseConf(state.conf, 'cpbillmgr.conf', '/');
    if (parsed.errors.length > 0) throw new Error(JSON.stringify(parsed.errors));
    const write = (text: string) => log.push(text);
    const honest = vendorOf(process, vendor, journal, parsed.conf.upstream.rate);
    const accounts = accountsOf(process, panel);
    return {
      conf: parsed.conf,
      billmanager: billingOf(process, billmanager),
      clock: process.clock,
      log: { debug: write, info: write, warning: write, error: write },
      journal,
      mayAct() {
        if (state.maintenance) throw new Fault('maintenance', { object: 'etc' });
      },
      vendor: async () => ({ vendor: { ...honest, ...lies.vendor }, account: ACCOUNT }),
      panel: async () => ({
        accounts: { ...accounts, ...lies.panel },
        key: PANEL_KEY,
        url: PANEL_URL,
      }),
    };
  }
  const ctx = restart();
  afterwards(() => current?.end());

  /** A service that a client has ordered; of a month's Lite license where nothing is said. */
  const order = (wish: Wish = {}): SimService =>
    billmanager.addService({
      tariff: '10',
      period: 1,
      ip: '192.0.2.7',
      licname: 'shop',
      addons: new Map(),
      ...wish,
    });

  return {
    ctx,
    timeline,
    script,
    charges,
    vendor,
    billmanager,
    panel,
    lies,
    log,
    state,
    restart,
    order,
    /** A service that a client has ordered at our panel: a storage account. */
    orderAccount: (wish: Wish = {}): SimService =>
      order({
        itemtype: 'backupservice',
        processingmodule: PANEL_MODULE,
        tariff: '30',
        ip: '',
        licname: '',
        ...wish,
      }),
    /** The same of shared hosting. */
    orderHosting: (wish: Wish = {}): SimService =>
      order({
        itemtype: 'vhost',
        processingmodule: PANEL_MODULE,
        tariff: '31',
        ip: '',
        licname: '',
        ...wish,
      }),
    /** BILLmanager's call for a service, with a running operation that ends when it is told. */
    asked: ({ id }: Pick<SimService, 'id'>, command: string): ServiceCall => {
      const runningOperation = billmanager.addOperation(id, command, 0).id;
      return { item: id, runningOperation, itemtype: null };
    },
    /** A license that stands at the vendor, whoever bought it; nobody is charged. */
    sold(facts: Partial<Sold> = {}): Sold {
      const { id } = vendor.order(
        { pricelist: '3541', period: '1', ip: '', licname: '', remoteid: '', addons: new Map() },
        null,
      );
      const license = vendor.licenses.get(id);
      if (license === undefined) throw new Error('nothing was sold');
      vendor.read(id);
      return Object.assign(license, facts);
    },
    /** Runs something whose process is killed on the way; resolves when it is dead. */
    killed: (work: () => Promise<unknown>): Promise<void> =>
      new Promise((resolve, reject) => {
        death = resolve;
        work().then(
          () => reject(new Error('it lived to the end')),
          error => reject(error),
        );
      }),
  };
}

import { Fault } from '../../base/fault.ts';
import type {
  Facts,
  Measure,
  ModuleSettings,
  Resource,
  RunningOperation,
  Service,
  ServiceRow,
  Tariff,
} from '../billmanager.ts';
import { integerOf } from '../forms/fields.ts';
import { isClosedTask, runningOperationOf } from '../forms/running-operation.ts';
import { serviceFacts } from '../forms/service-facts.ts';
import { PARAM_SPECIAL_STATUS } from '../param-names.ts';
import { resourceOf } from '../resource.ts';
import * as sql from './queries.ts';
import type { Database, Row, SqlValue } from './session.ts';

/** Services that are read with one statement. */
const SERVICES_A_PAGE = 500;
/** The most units read, as they may name each other in a circle. */
const MOST_UNITS = 50;

interface DatabaseFactsOptions {
  /** The product types of this module. */
  readonly itemtypes: readonly string[];
  /** A value as the panel encrypts it; null where it cannot be told. */
  decrypt(value: string): Promise<string | null>;
  /** They give encrypted values that cannot be read here. */
  readonly forms: Facts;
}

/**
 * Facts by SELECT (docs/reference/billmanager.md, "Tables of a service"). Throws DatabaseUnreadable
 * where the database gives no answer, and Fault billing_refused for an id that nothing has.
 */
export function databaseFacts(database: Database, options: DatabaseFactsOptions): Facts {
  const { itemtypes, forms } = options;
  const one = async (text: string, ...values: readonly SqlValue[]): Promise<Row | undefined> =>
    (await database.rows(text, values))[0];

  /** What is encrypted and cannot be told here is asked of the form, and stands in for all. */
  async function params(
    rows: readonly Row[],
    askForm: () => Promise<ReadonlyMap<string, string> | undefined>,
  ): Promise<ReadonlyMap<string, string>> {
    const told = new Map<string, string>();
    let form: ReadonlyMap<string, string> | undefined;
    for (const row of rows) {
      const name = row.get('intname') ?? '';
      const value = row.get('value') ?? '';
      let text: string | null = value;
      if (row.get('crypted') === 'on') text = await options.decrypt(value);
      if (text === null) {
        form ??= await askForm();
        text = form?.get(name) ?? '';
      }
      told.set(name, text);
    }
    return told;
  }

  async function* services(itemtype: string, module?: string): AsyncIterable<ServiceRow> {
    const ofModule = module === undefined ? [] : [module];
    const text = module === undefined ? sql.SERVICES : sql.SERVICES_OF_MODULE;
    const tariffs = await database.rows(sql.TARIFFS_OF_TYPE, [itemtype]);
    if (tariffs.length === 0) return;
    const ids = tariffs.map(row => row.get('id') ?? '');
    for (let last = '0'; ; ) {
      const rows = await database.rows(text, [last, ids, ...ofModule, SERVICES_A_PAGE]);
      yield* await withParams(database, itemtype, rows);
      last = rows.at(-1)?.get('id') ?? '';
      if (rows.length < SERVICES_A_PAGE) return;
    }
  }

  return {
    async service(item, hint) {
      const row = await one(sql.SERVICE, item);
      const itemtype = row?.get('itemtype_intname') ?? '';
      if (!row || ![...itemtypes, hint].includes(itemtype)) return null;
      const rows = await database.rows(sql.SERVICE_PARAMS, [item, item]);
      const found = await params(rows, async () => (await forms.service(item, itemtype))?.params);
      return serviceOf(itemtype, row, found);
    },
    async resources({ id, pricelist }): Promise<readonly Resource[]> {
      const rows = await database.rows(sql.RESOURCES, [id, pricelist]);
      // of several rows for one resource only the latest counts
      const latest = new Map(rows.map(row => [row.get('id'), row]));
      return [...latest.values()].flatMap(row => resourceIn(row) ?? []);
    },
    async tariff(pricelist) {
      const row = await one(sql.TARIFF, pricelist);
      if (!row) throw missing('pricelist', pricelist);
      return tariffOf(row, await database.rows(sql.TARIFF_PARAMS, [pricelist]));
    },
    async module(module) {
      const row = await one(sql.MODULE, module);
      if (!row) throw missing('processingmodule', module);
      const rows = await database.rows(sql.MODULE_PARAMS, [module, module]);
      const found = await params(rows, async () => settingsOf(await forms.module(module)));
      return moduleOf(row, found);
    },
    async modules() {
      return (await database.rows(sql.MODULES)).map(row => moduleOf(row, new Map()));
    },
    async suitableModules(pricelist, program) {
      const rows = await database.rows(sql.SUITABLE_MODULES, [pricelist, program]);
      return rows.map(row => ({ id: row.get('id') ?? '', group: reference(row, 'ipmgr') }));
    },
    async runningOperation(id): Promise<RunningOperation | null> {
      const row = await one(sql.RUNNING_OPERATION, id);
      if (!row) return null;
      const task = await one(sql.TASK, id);
      const told = [
        ['task', task?.get('id') ?? ''],
        ['task_status', task?.get('status') ?? ''],
      ] as const;
      return runningOperationOf(id, new Map([...row, ...told]));
    },
    async openTasks(ids) {
      if (ids.length === 0) return new Map();
      const open = (await database.rows(sql.TASKS, [ids])).filter(
        row => !isClosedTask(row.get('status')),
      );
      return new Map(open.map(row => [row.get('runningoperation') ?? '', row.get('id') ?? '']));
    },
    async runningCommands(item) {
      const rows = await database.rows(sql.RUNNING_COMMANDS, [item]);
      return rows.map(row => row.get('intname') ?? '');
    },
    services,
    async accountUser(account) {
      return (await one(sql.ACCOUNT_USER, account))?.get('name') ?? '';
    },
    async accountUsers() {
      const names = new Map<string, string>();
      for (const row of await database.rows(sql.USERS)) {
        const account = row.get('account') ?? '';
        if (account !== '' && !names.has(account)) names.set(account, row.get('name') ?? '');
      }
      return names;
    },
    async measures(id) {
      return unitsFrom(id, await database.rows(sql.MEASURES));
    },
  };
}

const missing = (table: string, id: string): Fault =>
  new Fault('billing_refused', { object: table, value: `there is no ${id}` });

/** An id of another table; NULL and 0 are none. */
function reference(row: Row, column: string): string {
  const id = row.get(column) ?? '';
  return id === '0' ? '' : id;
}

function serviceOf(itemtype: string, row: Row, found: ReadonlyMap<string, string>): Service {
  const { ip = '', licname = '', domain = '', ...others } = Object.fromEntries(found);
  return {
    id: row.get('id') ?? '',
    itemtype,
    name: row.get('name') ?? '',
    ...serviceFacts(row),
    lastpricelist: reference(row, 'lastpricelist'),
    account: reference(row, 'account'),
    parent: reference(row, 'parent'),
    ip,
    licname,
    domain,
    params: new Map([...Object.entries(others), ...specialStatus(row)]),
  };
}

/** A column of its own here, a field like a parameter in lists and forms. */
function specialStatus(row: Row): readonly [string, string][] {
  const status = row.get('specialstatus');
  return status === undefined ? [] : [[PARAM_SPECIAL_STATUS, status]];
}

async function withParams(
  database: Database,
  itemtype: string,
  rows: readonly Row[],
): Promise<readonly ServiceRow[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(row => row.get('id') ?? '');
  const params = new Map(ids.map(id => [id, new Map<string, string>()]));
  for (const row of await database.rows(sql.PARAMS_OF_SERVICES, [ids]))
    params.get(row.get('item') ?? '')?.set(row.get('intname') ?? '', row.get('value') ?? '');
  return rows.map(row => ({
    id: row.get('id') ?? '',
    itemtype,
    name: row.get('name') ?? '',
    account: reference(row, 'account'),
    ...serviceFacts(row),
    params: params.get(row.get('id') ?? '') ?? new Map(),
    isWhole: true,
  }));
}

const HAS = /^has_/;

function resourceIn(row: Row): Resource | null {
  const own = [...row].filter(([name]) => HAS.test(name));
  const has = new Map(own.map(([name, value]) => [name.replace(HAS, ''), value]));
  return resourceOf(row.get('id') ?? '', row, has, has.get('choice') ?? row.get('choice') ?? '');
}

/** A setting that was never made may be the word `null`. */
function tariffOf(row: Row, params: readonly Row[]): Tariff {
  const text = (each: Row): string =>
    each.get('value') === 'null' ? '' : (each.get('value') ?? '');
  return {
    id: row.get('id') ?? '',
    name: row.get('name') ?? '',
    intname: row.get('intname') ?? '',
    itemtype: row.get('itemtype_intname') ?? '',
    params: new Map(params.map(each => [each.get('intname') ?? '', text(each)])),
  };
}

function moduleOf(row: Row, found: ReadonlyMap<string, string>): ModuleSettings {
  const { url = '', username = '', password = '', ...others } = Object.fromEntries(found);
  return {
    id: row.get('id') ?? '',
    name: row.get('name') ?? '',
    module: row.get('module') ?? '',
    url,
    username,
    password,
    params: new Map(Object.entries(others)),
    config: row.get('config') ?? '',
  };
}

const settingsOf = ({ url, username, password, params }: ModuleSettings) =>
  new Map([...params, ['url', url], ['username', username], ['password', password]]);

function unitsFrom(id: string, rows: readonly Row[]): readonly Measure[] {
  const byId = new Map(rows.map(row => [row.get('id') ?? '', row]));
  const units: Measure[] = [];
  let row = byId.get(id);
  while (row && units.length < MOST_UNITS) {
    const smaller = byId.get(reference(row, 'lessmeasure'));
    const relation = smaller ? integerOf(row.get('relation')) : null;
    units.push({ intname: row.get('intname') ?? '', relation });
    row = smaller;
  }
  return units;
}

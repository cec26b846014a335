import { addEnumeration, enumerationItemId } from './enumerations.ts';
import { storedTypes } from './itemtypes.ts';
import { fillMeasures, measureId } from './measures.ts';
import {
  ADDON_TYPE,
  type AddonKind,
  type Amounts,
  BILL_TYPE,
  type BillKind,
  resourceOf,
} from './resources.ts';
import type { BillingWorld } from './world.ts';

export interface TariffWish {
  readonly itemtype: string;
  readonly intname: string;
  readonly name: string;
  readonly resources?: readonly ResourceWish[];
  /** Fields of the tariff that belong to its processing module. */
  readonly params?: Readonly<Record<string, string>>;
}

export interface ResourceWish extends Amounts {
  /** One name, several that blanks part, or none: then its type's name counts. */
  readonly intname: string;
  readonly name: string;
  /** Internal name of the resource's type; default: the first of its own. */
  readonly itemtype?: string;
  /** Default: integer. */
  readonly addontype?: AddonKind;
  /** Default: ordered. */
  readonly billtype?: BillKind;
  /** Internal name of the unit that its amounts are told in. */
  readonly measure?: string;
  /** What may be chosen: internal names of the values, the first is the tariff's. */
  readonly enumeration?: { readonly intname: string; readonly values: readonly string[] };
  /** The name of the compound resource that this one is a choice of. */
  readonly compound?: string;
  /** Default: on. */
  readonly active?: 'on' | 'off';
}

/**
 * What the reseller sells: the internal names pick presets of the conf, the last one picks none.
 */
const TARIFFS: readonly TariffWish[] = [
  { itemtype: 'soft', intname: '3541-ISPmanager Lite', name: 'ISPmanager Lite' },
  {
    itemtype: 'soft',
    intname: '4601-ISPmanager Business',
    name: 'ISPmanager Business',
    resources: [{ intname: '4602', name: 'Nodes', addonlimit: 1, measure: 'unit' }],
  },
  { itemtype: 'soft', intname: '55227-ispmanager 6 lite', name: 'ispmanager 6 lite' },
  { itemtype: 'softexternal', intname: '9203-CloudLinux', name: 'CloudLinux' },
  {
    itemtype: 'platform',
    intname: '55163-VMmanager 6',
    name: 'VMmanager 6',
    resources: [{ intname: '55164', name: 'Cores', addonlimit: 8, measure: 'unit' }],
  },
  { itemtype: 'addition', intname: '55361-Dr.Web', name: 'Dr.Web' },
  { itemtype: 'soft', intname: '5577-BILLmanager', name: 'BILLmanager' },
  { itemtype: 'soft', intname: '55239-ispmanager 6 trial', name: 'ispmanager 6 trial' },
  { itemtype: 'soft', intname: '55228', name: 'ispmanager 6 pro' },
  { itemtype: 'soft', intname: '45-no such preset', name: 'Mistaken tariff' },
  { itemtype: 'soft', intname: '5-ISPmanager Lite', name: 'ISPmanager Lite (classic)' },
];

/**
 * Accounts of the panel. The first is the article's: a template of 25 databases and 25 domains, a
 * tariff of 10 databases.
 */
const STORAGE_TARIFFS: readonly TariffWish[] = [
  {
    itemtype: 'backupservice',
    intname: 'site-hosting',
    name: 'Site hosting',
    params: { account_template: 'Site hosting', username_template: 'user@ID@' },
    resources: [{ intname: 'databaselimit', name: 'Databases', addonlimit: 10, measure: 'unit' }],
  },
  {
    itemtype: 'backupservice',
    intname: 'storage',
    name: 'FTP storage',
    params: { account_template: 'FTP storage', username_template: 'ftp_@ID@' },
    resources: [
      { intname: 'disc', name: 'Disk space', addonlimit: 5, measure: 'gib' },
      { intname: 'bandwidth', name: 'Traffic', addonlimit: 1, measure: 'tib' },
      { intname: 'ftpuserlimit', name: 'FTP users', addonlimit: 2, measure: 'unit' },
      { intname: 'support', name: 'Support', addonlimit: 0, measure: 'unit' },
    ],
  },
  {
    itemtype: 'backupservice',
    intname: 'named',
    name: 'Storage by name',
    params: {
      account_template: '',
      account_template_new: 'Brand new',
      username_template: '@USERNAME@',
    },
  },
];

/** Shared hosting: with the client's domain, or one below the provider's own. */
const HOSTING_TARIFFS: readonly TariffWish[] = [
  {
    itemtype: 'vhost',
    intname: 'web-start',
    name: 'Web Start',
    params: {
      account_template: 'Web hosting',
      username_template: 'web@ID@',
      domain_template: 's@ID@.hosting.example',
    },
    resources: [
      { intname: 'disc', name: 'Disk space', addonlimit: 2, measure: 'gib' },
      { intname: 'databaselimit', name: 'Databases', addonlimit: 3, measure: 'unit' },
    ],
  },
  {
    itemtype: 'vhost',
    intname: 'web-own',
    name: 'Web with an address',
    params: { account_template: 'Web hosting', account_address: 'own' },
    resources: [{ intname: 'webdomainlimit', name: 'Sites', addonlimit: 10, measure: 'unit' }],
  },
  {
    itemtype: 'vhost',
    intname: 'web-mail',
    name: 'Mail only',
    params: {
      account_template: 'Mail only',
      username_template: '@DOMAIN@',
      account_address: 'pool',
    },
  },
];

/** Ids of the processing modules of a fresh sandbox. */
export const LICENSES_MODULE = 1;
export const PANEL_MODULE = 2;
/** The one provider. */
const PROJECT = 1;

/** The tariffs that a fresh sandbox sells. */
export const SANDBOX_PRESETS: readonly string[] = TARIFFS.map(tariff => tariff.intname)
  .filter(intname => !intname.includes('no such'))
  .map(intname => (intname.includes('-') ? intname : `${intname}-ispmanager 6 pro`));

/** Fills an empty store with clients, a processing module and tariffs, and nothing ordered yet. */
export function fillBilling(world: BillingWorld): void {
  const { store } = world;
  if (store.get('SELECT 1 FROM processingmodule LIMIT 1')) return;
  store.transaction(() => {
    for (const [name, user] of [
      ['Alpha Hosting', 'alpha@example.com'],
      ['Beta Studio', 'beta@example.com'],
    ] as const) {
      store.insert('user', { account: store.insert('account', { name }), name: user });
    }
    fillMeasures(world);
    store.insert('project', { id: PROJECT, name: 'Provider' });
    for (const itemtype of storedTypes()) addItemtype(world, itemtype);
    const module = store.insert('processingmodule', {
      name: 'ISPsystem licenses',
      module: 'pmcpbillmgr',
      orderpriority: 1,
    });
    for (const tariff of TARIFFS) addTariff(world, module, tariff);
    const panel = store.insert('processingmodule', {
      name: 'ISPmanager accounts',
      module: 'pmcpispmgr',
      orderpriority: PANEL_MODULE,
    });
    for (const tariff of [...STORAGE_TARIFFS, ...HOSTING_TARIFFS]) addTariff(world, panel, tariff);
    store.run(
      "INSERT INTO sqlite_sequence (name, seq) VALUES ('item', 100), ('runningoperation', 2000)",
    );
  });
}

/** A tariff that this processing module serves; answers its id. */
export function addTariff(world: BillingWorld, module: number, wish: TariffWish): number {
  const { store } = world;
  const { itemtype, intname, name } = wish;
  return store.transaction(() => {
    const id = store.insert('pricelist', { itemtype, intname, name, project: PROJECT });
    store.insert('pricelist2processingmodule', {
      pricelist: id,
      processingmodule: module,
      orderby: 1,
    });
    for (const resource of wish.resources ?? []) addResource(world, { id, itemtype }, resource);
    for (const [param, value] of Object.entries(wish.params ?? {}))
      store.insert('pricelistparam', { pricelist: id, intname: param, value });
    return id;
  });
}

function addResource(
  world: BillingWorld,
  tariff: { readonly id: number; readonly itemtype: string },
  wish: ResourceWish,
): void {
  const { intname, name, measure, enumeration, compound, ...rest } = wish;
  const { addontype = 'integer', billtype = 'ordered', active = 'on', ...amounts } = rest;
  const itemtype = wish.itemtype ?? intname.split(' ')[0] ?? '';
  addItemtype(world, itemtype, tariff.itemtype);
  const choices = enumeration && addEnumeration(world, enumeration.intname, enumeration.values);
  const chosen = enumeration?.values[0];
  world.store.insert('pricelist', {
    ...{ ...amounts, parent: tariff.id, itemtype, intname, name, active },
    addontype: ADDON_TYPE[addontype],
    billtype: BILL_TYPE[billtype],
    measure: measure === undefined ? null : measureId(world, measure),
    enumeration: choices ?? null,
    enumerationitem:
      choices === undefined || chosen === undefined
        ? null
        : enumerationItemId(world, choices, chosen),
    compound: compound === undefined ? null : resourceOf(world, tariff.id, compound).id,
  });
}

/** A type of services, or of a resource of such services. */
function addItemtype({ store }: BillingWorld, intname: string, parent?: string): void {
  store.run(
    `INSERT OR IGNORE INTO itemtype (intname, name, parent)
     VALUES (?, ?, (SELECT id FROM itemtype WHERE intname = ?))`,
    intname,
    intname,
    parent ?? null,
  );
}

/** The connection of the processing module, as its form in BILLmanager would save it. */
export function connectModule(
  world: BillingWorld,
  module: number,
  connection: { readonly url: string; readonly username: string; readonly password: string },
): void {
  for (const [intname, value] of Object.entries(connection)) {
    world.store.run(
      'INSERT OR REPLACE INTO processingparam (processingmodule, intname, value, crypted) VALUES (?, ?, ?, ?)',
      module,
      intname,
      value,
      intname === 'password' ? 1 : 0,
    );
  }
}

/** The local tariff for an upstream pricelist, and its processing module. */
export function connectedTariff(
  world: BillingWorld,
  pricelist: number,
): { readonly id: number; readonly name: string; readonly processingmodule: number } {
  const found = world.store.get<{ id: number; name: string; processingmodule: number }>(
    `SELECT pricelist.id, name, processingmodule FROM pricelist
     JOIN pricelist2processingmodule ON pricelist = pricelist.id WHERE intname LIKE ? || '-%'
     ORDER BY pricelist.id LIMIT 1`,
    String(pricelist),
  );
  if (!found) throw new Error(`there is no tariff for ${pricelist}`);
  return found;
}

/**
 * The modules that serve the tariffs whose internal name begins with a number, in their order.
 * Throws an Error that names what is not there.
 */
export function setModules(world: BillingWorld, tariff: string, modules: readonly number[]): void {
  const { store } = world;
  const { id: pricelist } = connectedTariff(world, Number(tariff));
  store.transaction(() => {
    store.run('DELETE FROM pricelist2processingmodule WHERE pricelist = ?', pricelist);
    for (const [index, processingmodule] of modules.entries()) {
      if (!store.get('SELECT 1 FROM processingmodule WHERE id = ?', processingmodule))
        throw new Error(`there is no processing module ${processingmodule}`);
      store.insert('pricelist2processingmodule', {
        ...{ pricelist, processingmodule, orderby: index + 1 },
      });
    }
  });
}

export interface ModuleWish {
  readonly name: string;
  /** The executable: pmcpbillmgr ... */
  readonly module: string;
  /** Numbers that the tariffs' internal names begin with. */
  readonly tariffs?: readonly string[];
  readonly connection?: {
    readonly url: string;
    readonly username: string;
    readonly password: string;
  };
}

export function addModule(world: BillingWorld, wish: ModuleWish): number {
  const { store } = world;
  return store.transaction(() => {
    const processingmodule = store.insert('processingmodule', {
      name: wish.name,
      module: wish.module,
    });
    store.update('processingmodule', processingmodule, { orderpriority: processingmodule });
    if (wish.connection) connectModule(world, processingmodule, wish.connection);
    for (const tariff of wish.tariffs ?? []) {
      const { id } = connectedTariff(world, Number(tariff));
      store.insert('pricelist2processingmodule', {
        pricelist: id,
        processingmodule,
        orderby: processingmodule,
      });
    }
    return processingmodule;
  });
}

import type { FaultType } from '../../src/base/fault.ts';
import type {
  Measure,
  ModuleSettings,
  PostCommand,
  Resource,
  ServiceStatus,
  Tariff,
} from '../../src/billmanager/billmanager.ts';

/*
 * What does not change in a reseller's BILLmanager: processing modules, tariffs, what each post ends,
 * and which faults are for people.
 */

/** The processing module of the licenses, and that of a panel's accounts. */
export const MODULE = '7';
export const PANEL_MODULE = '8';

/** Local tariffs: their internal names pick a preset, each with a period map of its own. */
export const TARIFFS: Readonly<
  Record<string, { readonly intname: string; readonly resource?: string }>
> = {
  '10': { intname: '3541-Lite' },
  '11': { intname: '4601-Business', resource: '21' },
  '12': { intname: '5577-A month sold, a year bought' },
  '13': { intname: '5579-A year sold, months bought' },
};

export const MODULES: readonly ModuleSettings[] = [
  { id: MODULE, name: 'Licenses', module: 'pmcpbillmgr', url: 'https://vendor.example/billmgr' },
  { id: PANEL_MODULE, name: 'Storage', module: 'pmcpispmgr', url: 'https://panel.example:1500' },
].map(each => ({
  ...each,
  username: 'reseller',
  password: 'not-a-real-one',
  params: new Map(),
  config: '',
}));

export const TARIFF_ROWS: readonly Tariff[] = [
  ...Object.entries(TARIFFS).map(([id, { intname }]) => ({ id, intname })),
].map(each => ({ ...each, name: each.intname, itemtype: 'soft', params: new Map() }));

/** What tariffs include of their resources, by the resource's id. */
export const RESOURCES: readonly Resource[] = [
  { id: '21', names: ['4602-Nodes'], included: 1, measure: '' },
  { id: '31', names: ['disc'], included: 10, measure: '5' },
].map(each => ({ ...each, ordered: 0, most: null, choice: '' }));

/** Units of measure, each with those below it, by id. */
export const MEASURES: ReadonlyMap<string, readonly Measure[]> = new Map([
  [
    '5',
    [
      { intname: 'gib', relation: 1024 },
      { intname: 'mib', relation: null },
    ],
  ],
]);

/** A tariff of the panel's accounts. */
export const STORAGE_TARIFFS: readonly Tariff[] = [
  {
    id: '30',
    name: 'Storage',
    intname: 'storage',
    itemtype: 'backupservice',
    params: new Map([['account_template', 'ftp']]),
  },
  {
    id: '31',
    name: 'Web hosting',
    intname: 'web',
    itemtype: 'vhost',
    params: new Map([
      ['account_template', 'web'],
      ['domain_template', 's@ID@.hosting.example'],
    ]),
  },
];

/** What only a person can mend; anything else must come right by itself. */
const FOR_PEOPLE: ReadonlySet<FaultType> = new Set<FaultType>([
  'license_gone',
  // where the login sees no other license of the account, nothing proves that it was deleted
  'license_lapsed',
  'license_unknown',
  'address_locked',
  'key_locked',
  'upstream_money',
  // another operation's, while cron does not run
  'charge_in_doubt',
]);
export const isForPeople = (fault: string): boolean => [...FOR_PEOPLE].some(each => each === fault);

/** What each post ends (no commands: all of the service) and what status it leaves. */
export const POSTS: Readonly<
  Record<PostCommand, { readonly ends: readonly string[]; readonly status?: ServiceStatus }>
> = {
  postopen: { ends: ['open', 'reopen'] },
  postreopen: { ends: ['open', 'reopen'], status: 'active' },
  postopeninterrupt: { ends: ['open', 'reopen'], status: 'ordered' },
  postsuspend: { ends: ['suspend'], status: 'suspended' },
  postresume: { ends: ['resume'], status: 'active' },
  postclose: { ends: [], status: 'deleted' },
  postsetparam: { ends: ['setparam'] },
  postprolong: { ends: ['prolong'] },
};

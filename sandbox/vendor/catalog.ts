export type Costs = Readonly<Record<number, number>>;

/** `itemtype` of an addon that is a choice; its values are tariffs below it. */
export const CHOICE = 'enumeration';

export interface CatalogEntry {
  readonly id: number;
  readonly itemtype: string;
  /** Products of one family replace each other: by changepricelist, and on one address. */
  readonly family: string;
  readonly name: string;
  /** Hundredths of a euro by period. */
  readonly eur: Costs;
  readonly rub?: Costs;
  readonly intname?: string;
  readonly additionintname?: string;
  readonly addon?: {
    readonly id: number;
    readonly name: string;
    readonly included: number;
    readonly max: number;
    readonly eur: Costs;
  };
  /** An addon that is a choice; the first value is what a tariff includes. */
  readonly choice?: {
    readonly id: number;
    readonly name: string;
    readonly values: readonly { readonly id: number; readonly name: string; readonly eur: Costs }[];
  };
}

const months = (month: number): Costs => ({ 1: month, 3: month * 3, 12: month * 10 });
const node = (id: number, name: string, month: number, included = 1) => ({
  id,
  name,
  included,
  max: 1000,
  eur: months(month),
});

/**
 * docs/reference/vendor-api.md, "Catalog" and "Other resold products"; the prices are this
 * sandbox's own.
 */
export const CURRENT: readonly CatalogEntry[] = [
  {
    id: 3541,
    itemtype: 'soft',
    family: 'ispmanager5',
    name: 'ISPmanager 5 Lite',
    eur: { ...months(400), 0: 12000 },
  },
  {
    id: 4601,
    itemtype: 'soft',
    family: 'ispmanager5',
    name: 'ISPmanager 5 Business',
    eur: months(1250),
    addon: node(4602, 'Nodes', 300),
  },
  {
    id: 55227,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 lite',
    eur: months(500),
  },
  {
    id: 55228,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 pro',
    eur: months(900),
  },
  {
    id: 55229,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 host',
    eur: months(1500),
  },
  {
    id: 55230,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 business',
    eur: months(1800),
    addon: node(55236, 'Nodes', 350),
  },
  {
    id: 55231,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 lite (RU)',
    eur: months(480),
  },
  {
    id: 55232,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 pro (RU)',
    eur: months(870),
  },
  {
    id: 55233,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 host (RU)',
    eur: months(1450),
  },
  {
    id: 55234,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 business (RU)',
    eur: months(1750),
  },
  {
    id: 55239,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 trial',
    eur: { [-100]: 0 },
  },
  {
    id: 55240,
    itemtype: 'soft',
    family: 'ispmanager6',
    name: 'ispmanager 6 business trial',
    eur: { [-100]: 0 },
  },
  { id: 5577, itemtype: 'soft', family: 'billmanager', name: 'BILLmanager', eur: months(1500) },
  {
    id: 5579,
    itemtype: 'soft',
    family: 'billmanager',
    name: 'BILLmanager Corporate',
    eur: months(6000),
  },
  {
    id: 3045,
    itemtype: 'soft',
    family: 'vmmanager',
    name: 'VMmanager KVM',
    eur: months(1000),
    addon: node(3049, 'Cluster nodes', 500),
  },
  {
    id: 3887,
    itemtype: 'soft',
    family: 'vmmanager',
    name: 'VMmanager Cloud',
    eur: months(5000),
    addon: node(3889, 'Cluster nodes', 900, 5),
  },
  {
    id: 3651,
    itemtype: 'soft',
    family: 'vmmanager',
    name: 'VMmanager OVZ',
    eur: months(800),
    addon: node(3698, 'Cluster nodes', 400),
  },
  { id: 3934, itemtype: 'soft', family: 'dcimanager', name: 'DCImanager', eur: months(2000) },
  {
    id: 3936,
    itemtype: 'soft',
    family: 'dcimanager',
    name: 'DCImanager Enterprise',
    eur: months(9000),
    choice: {
      id: 990_001,
      name: 'Support',
      values: [
        { id: 990_002, name: 'By mail', eur: months(0) },
        { id: 990_003, name: 'By telephone', eur: months(2500) },
      ],
    },
  },
  { id: 3136, itemtype: 'soft', family: 'dnsmanager', name: 'DNSmanager', eur: months(300) },
  { id: 2891, itemtype: 'soft', family: 'ipmanager', name: 'IPmanager', eur: months(700) },
  {
    id: 9203,
    itemtype: 'softexternal',
    family: 'cloudlinux',
    name: 'CloudLinux',
    eur: { 1: 1400 },
  },
  {
    id: 9204,
    itemtype: 'softexternal',
    family: 'softaculous',
    name: 'Softaculous',
    eur: { 1: 150 },
  },
  {
    id: 11738,
    itemtype: 'softexternal',
    family: 'kernelcare',
    name: 'KernelCare',
    eur: { 1: 300 },
  },
  {
    id: 55163,
    itemtype: 'platform',
    family: 'vmmanager6',
    name: 'VMmanager 6',
    eur: { 1: 1000, 12: 10000, [-100]: 0 },
    addon: {
      id: 55164,
      name: 'Cores',
      included: 8,
      max: 10000,
      eur: { 1: 100, 12: 1000, [-100]: 0 },
    },
  },
  {
    id: 55161,
    itemtype: 'platform',
    family: 'dcimanager6',
    name: 'DCImanager 6',
    eur: { 1: 2000, 12: 20000, [-100]: 0 },
    addon: {
      id: 55162,
      name: 'Servers',
      included: 10,
      max: 10000,
      eur: { 1: 50, 12: 500, [-100]: 0 },
    },
  },
  ...[55361, 55362, 55363, 55377, 55378, 55379].map(id => ({
    id,
    itemtype: 'addition',
    family: 'DrWeb',
    name: `Dr.Web ${id}`,
    intname: 'DrWeb',
    additionintname: 'DrWeb',
    eur: { 1: 350 + (id % 10) * 100, 12: 3500 + (id % 10) * 1000 },
    rub: { 1: 35000 + (id % 10) * 10000 },
  })),
  {
    id: 23221,
    itemtype: 'addition',
    family: 'DDoSGUARD',
    name: 'DDoS-GUARD',
    intname: 'DDoSGUARD',
    additionintname: 'DDoSGUARD',
    eur: { 1: 1050, 12: 10500 },
    rub: { 1: 95000 },
  },
];

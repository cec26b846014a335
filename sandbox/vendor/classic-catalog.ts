/** Costs by period and the ids of the periods. */
export interface ClassicEntry {
  readonly id: number;
  readonly name: string;
  readonly family: string;
  readonly periods: readonly (readonly [id: number, period: number, cost: number])[];
}

/**
 * docs/reference/vendor-api.md, "The oldest dialect". The document names every price, but of the
 * period ids only some: those it does not (and what 24-26 and 534-536 stand for) are this sandbox's
 * own.
 */
export const CLASSIC: readonly ClassicEntry[] = [
  {
    id: 5,
    name: 'ISPmanager Lite',
    family: 'ispmanager4',
    periods: [
      [2, -100, 0],
      [3, 1, 500],
      [4, 3, 1400],
      [5, 12, 5000],
      [6, 0, 15000],
    ],
  },
  {
    id: 7,
    name: 'ISPmanager Lite without support',
    family: 'ispmanager4',
    periods: [
      [7, -100, 0],
      [8, 1, 300],
      [9, 0, 9000],
    ],
  },
  {
    id: 9,
    name: 'ISPmanager Pro',
    family: 'ispmanager4',
    periods: [
      [10, -100, 0],
      [11, 1, 1000],
      [12, 3, 2800],
      [13, 12, 10000],
      [14, 0, 30000],
    ],
  },
  {
    id: 11,
    name: 'ISPmanager Pro without support',
    family: 'ispmanager4',
    periods: [
      [15, -100, 0],
      [16, 1, 700],
      [17, 0, 20000],
    ],
  },
  {
    id: 15,
    name: 'VDSmanager Linux',
    family: 'vdsmanager',
    periods: [
      [24, -100, 0],
      [25, 1, 800],
      [26, 0, 25000],
    ],
  },
  {
    id: 884,
    name: 'VDSmanager FreeBSD',
    family: 'vdsmanager',
    periods: [
      [534, -100, 0],
      [535, 1, 800],
      [536, 0, 25000],
    ],
  },
  { id: 112, name: 'ISPmanager Cluster', family: 'ispcluster', periods: [[68, -100, 0]] },
  { id: 432, name: 'BILLmanager Standard', family: 'billmanager4', periods: [[246, -100, 0]] },
  { id: 434, name: 'BILLmanager Advanced', family: 'billmanager4', periods: [[247, -100, 0]] },
  { id: 435, name: 'BILLmanager Corporate', family: 'billmanager4', periods: [[248, -100, 0]] },
];

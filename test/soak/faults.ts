import type { FaultWish } from '../../sandbox/sandbox.ts';
import { chance } from '../../sandbox/store/random.ts';
import type { Scenario } from '../crash/lab.ts';
import { type Prepared, prepared } from '../crash/matrix.ts';
import { inLabs } from '../crash/pool.ts';
import { CURRENT } from '../crash/scenarios.ts';
import { CLASSIC } from '../crash/scenarios-classic.ts';
import { MODULE_SERVICES } from '../crash/scenarios-modules.ts';
import { tryFaults } from '../crash/trial.ts';
import type { SoakOptions, SoakRow } from './row.ts';

const TRIALS = 2000;
/** Each start of the module meets so many faults at most, and so many starts meet any. */
const MOST_FAULTS = 3;
const MOST_STARTS = 3;

/**
 * What may happen to a request upstream without a person being needed. Slow ones stand once: they
 * take a second each.
 */
const UPSTREAM: readonly string[] = [
  ...[
    'kill-before',
    'kill-after',
    'reset-before',
    'reset-after',
    'html502-before',
    'html502-after',
  ],
  ...[
    'empty-before',
    'empty-after',
    'cut',
    'charset',
    'other-document',
    'other-document:form',
    'redirect-before',
  ],
  ...[
    'redirect-after',
    'refuse-before:100',
    'refuse-after:100',
    'error:db_locked',
    'error:too_many_requests',
  ],
  ...[
    'rows:reverse',
    'rows:repeat',
    'rows:drop',
    'filter:ip=203.0.113.9',
    'delay:50',
    'slow:1',
    'hang-before',
    'hang-after',
  ],
];
/** mgrctl's silence has its own long time limit: it only ends or says something wrong. */
const MGRCTL: readonly string[] = [
  ...['kill-before', 'kill-after', 'reset-before', 'reset-after', 'empty-after', 'cut', 'charset'],
  ...['error:db_lock', 'delay:50', 'slow:1'],
];

/**
 * Random faults at random calls of every scenario, over several starts; then they end, and the
 * world must come out as without them.
 */
export async function run(options: SoakOptions): Promise<readonly SoakRow[]> {
  const all = [...CURRENT, ...CLASSIC, ...MODULE_SERVICES].filter(
    each => options.only?.test(nameOf(each)) ?? true,
  );
  const trials = options.count ?? TRIALS;
  const shares = all.map((scenario, index) => ({
    scenario,
    first: Math.floor((trials * index) / all.length),
    end: Math.floor((trials * (index + 1)) / all.length),
  }));
  return inLabs(shares, options, async (lab, { scenario, first, end }) => {
    const name = nameOf(scenario);
    const ready = await prepared(lab, scenario);
    let violations = 0;
    for (let trial = first; trial < end; trial++) {
      const attempts = plan(ready, `${options.seed}/${trial}`);
      const { differences } = await tryFaults(ready, attempts);
      if (differences.length === 0) continue;
      violations += 1;
      options.print(`${name}, trial ${trial} of seed ${options.seed}: ${JSON.stringify(attempts)}`);
      for (const line of differences) options.print(`    ${line}`);
    }
    options.print(`${name}: ${end - first} trials, ${violations} violations`);
    return { name, points: end - first, violations };
  });
}

const nameOf = ({ name, dialect }: Scenario): string => `faults, ${dialect}: ${name}`;

/** The faults of one trial, by the starts of the module that meet them. */
function plan(ready: Prepared, seed: string): readonly (readonly FaultWish[])[] {
  const calls = (side: 'upstream' | 'mgrctl'): number =>
    Math.max(0, ...ready.points.map(each => (each.on === side ? each.nth : 0)));
  const pick = (what: string, count: number): number => Math.floor(chance(seed, what) * count);
  const starts = 1 + pick('starts', MOST_STARTS);
  return Array.from({ length: starts }, (_, start) =>
    Array.from({ length: 1 + pick(`faults ${start}`, MOST_FAULTS) }, (__, index) => {
      const own = `${start} ${index}`;
      const side = pick(`side ${own}`, 3) === 0 ? ('mgrctl' as const) : ('upstream' as const);
      const actions = side === 'mgrctl' ? MGRCTL : UPSTREAM;
      return {
        side,
        func: '*',
        action: actions[pick(`action ${own}`, actions.length)] ?? 'reset',
        // an answer that was lost makes further calls necessary
        nth: 1 + pick(`nth ${own}`, calls(side) + 3),
        count: 1,
      };
    }),
  );
}

import { Worker } from 'node:worker_threads';
import { aboutKind, KINDS } from '../simulation/kinds.ts';
import { planOf } from '../simulation/plan.ts';
import { historyText, shrink } from '../simulation/shrink.ts';
import { simulate } from '../simulation/simulate.ts';
import type { SeedReport } from '../simulation/worker.ts';
import type { SoakOptions, SoakRow } from './row.ts';

const USUAL_HISTORIES = 10_000;
const USUAL_STEPS = 1_000_000;
/** So many failures say enough. */
const MOST_FAILURES = 5;
const REPORT_EVERY = 500;
/** In the usual number of histories each kind takes effect so often, or the run proves nothing of it. */
const LEAST_OF_A_KIND = 200;

/**
 * Simulates histories, `jobs` at a time, from `seed` on; a failing one is printed as short as it
 * can be made. `count: 1` tells the one history of `seed` line by line: what failed once fails so
 * again.
 */
export async function run(options: SoakOptions): Promise<readonly SoakRow[]> {
  if (options.only !== null && !options.only.test('simulation')) return [];
  return options.count === 1 ? [await replay(options)] : simulateMany(options);
}

async function simulateMany({
  seed,
  count,
  jobs,
  print,
}: SoakOptions): Promise<readonly SoakRow[]> {
  const histories = count ?? USUAL_HISTORIES;
  const steps = count === null ? USUAL_STEPS : 0;
  const sum = { seeds: 0, steps: 0, charges: 0, doubled: 0, failures: 0 };
  const kinds = new Map<string, number>(KINDS.map(kind => [kind, 0]));
  const needed = new Map<string, number>();
  const isEnough = (): boolean =>
    sum.failures >= MOST_FAILURES || (sum.seeds >= histories && sum.steps >= steps);
  const take = (report: SeedReport): boolean => {
    sum.seeds += 1;
    sum.steps += report.steps;
    sum.charges += report.charges;
    sum.doubled += report.doubled;
    addTo(kinds, report.kinds);
    addTo(needed, report.needed);
    if (report.failure !== '') {
      sum.failures += 1;
      print(report.failure);
    }
    if (sum.seeds % REPORT_EVERY === 0)
      print(`simulation: ${sum.seeds} histories, ${sum.steps} steps, ${sum.failures} violations`);
    return isEnough();
  };
  await Promise.all(Array.from({ length: jobs }, (_, index) => follow(seed + index, jobs, take)));
  const detail = `seeds from ${seed} on; ${sum.charges} charges, each held against what clients had paid; ${sum.doubled} of them twice, where the vendor had hidden the first`;
  print(`simulation: needed a person, or met a limit: ${textOf(needed)}`);
  const isUsual = sum.seeds >= USUAL_HISTORIES;
  return [
    { name: 'simulation: histories', points: sum.seeds, violations: sum.failures, detail },
    { name: 'simulation: steps', points: sum.steps, violations: sum.failures },
    ...KINDS.map(kind => {
      const points = kinds.get(kind) ?? 0;
      const violations = isUsual && points < LEAST_OF_A_KIND ? 1 : 0;
      return { name: `simulation: ${aboutKind(kind)}`, points, violations };
    }),
  ];
}

function addTo(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
}

/** The most frequent first. */
const textOf = (sums: ReadonlyMap<string, number>): string =>
  [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** One worker until a report is enough. */
function follow(
  first: number,
  stride: number,
  take: (report: SeedReport) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../simulation/worker.ts', import.meta.url), {
      workerData: { first, stride },
    });
    worker.on('message', (report: SeedReport) => {
      if (take(report)) worker.postMessage('stop');
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

async function replay({ seed, print }: SoakOptions): Promise<SoakRow> {
  const plan = planOf(seed);
  const outcome = await simulate(plan);
  print(historyText(plan, outcome));
  if (outcome.violations.length > 0) {
    const shortest = await shrink(plan);
    print(`\nthe same, as short as it goes:\n${historyText(shortest.plan, shortest.outcome)}`);
  }
  return {
    name: `simulation: seed ${seed}`,
    points: outcome.steps,
    violations: outcome.violations.length,
  };
}

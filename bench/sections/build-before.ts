import { type Contestant, race, raceRow } from '../measure/race.ts';
import type { BenchRow, Section } from '../row.ts';
import { monthsAhead } from '../world/catalog.ts';
import { learn, USUAL, World, type WorldWish } from '../world/world.ts';
import { checkConnection } from './start-up.ts';

/** A build that is slower than the one before by more than this is behind. */
const MOST = 1.1;

/**
 * Another build, pair by pair: each has a world of its own, and the same is asked of both in turn.
 * Measured twice: with everybody else answering at once, and as usual.
 */
export const buildBefore: Section = async ({ quick, dist, before, say }) => {
  if (before === undefined) throw new Error('the build before is missing: --before DIR');
  const rounds = quick ? 8 : 40;
  const rows: BenchRow[] = [];
  for (const [suffix, waits] of [
    ['', { mgrctlMs: 0, upstreamMs: 0 }],
    [', as usual', USUAL],
  ] as const) {
    say(`build-before: ${suffix === '' ? 'everybody answers at once' : 'as usual'}`);
    const [now, then] = [await made({ dist, ...waits }), await made({ dist: before, ...waits })];
    try {
      for (const [name, contestant] of workloads(now)) {
        const other = workloads(then).get(name);
        if (!other) continue;
        const title = `${name}${suffix}`;
        const pair = [named(title, await contestant()), named(`${title}, before`, await other())];
        const times = race(pair, rounds);
        rows.push(raceRow(times, title, { against: `${title}, before`, must: { atMost: MOST } }));
      }
    } finally {
      await now.close();
      await then.close();
    }
  }
  return rows;
};

async function made(wish: WorldWish): Promise<World> {
  const world = await World.make(wish);
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  return world;
}

function workloads(world: World): ReadonlyMap<string, () => Contestant | Promise<Contestant>> {
  const item = (round: number): number => 1001 + round;
  return new Map<string, () => Contestant | Promise<Contestant>>([
    ['features', () => world.ours('features', () => ['--command', 'features'])],
    ['O (check_connection)', () => checkConnection(world, 'O')],
    [
      'open',
      async () => {
        await learn(world);
        return world.operation('open', 'open', item);
      },
    ],
    [
      'prolong',
      async () => {
        await world.setServiceEnd(monthsAhead(2));
        return world.operation('prolong', 'prolong', item);
      },
    ],
  ]);
}

const named = (name: string, contestant: Contestant): Contestant => ({ ...contestant, name });

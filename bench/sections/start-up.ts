import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, race, raceRow, type Times } from '../measure/race.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { monthsAhead } from '../world/catalog.ts';
import { learn, World } from '../world/world.ts';

const BARE = 'node -e 0';
/** The module's own work and nothing else: nobody is waited for. */
const AT_ONCE = { mgrctlMs: 0, upstreamMs: 0 };

/**
 * What a start costs, beside the bare runtime. `check_connection` is the workload O of the start-up
 * study: it reads the conf, makes one transaction in the journal (the reservation of the request's
 * moment), sends one upstream request, reads its answer and prints a document; no mgrctl. Its input
 * comes by standard input.
 */
export const startUp: Section = async options => {
  const world = await World.make({ dist: options.dist, ...AT_ONCE });
  const secure = await World.make({ dist: options.dist, ...AT_ONCE, https: true });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    const rows = [...calls(options, world, secure), ...(await operations(options, world))];
    if (!secure) options.say('openssl is missing: nothing is measured over HTTPS');
    return rows;
  } finally {
    await world.close();
    await secure?.close();
  }
};

function calls(options: BenchOptions, world: World, secure: World | null): BenchRow[] {
  options.say('start-up: features and one request');
  const times = race(
    [
      bare(options, world),
      world.ours('features', () => ['--command', 'features']),
      checkConnection(world, 'O (check_connection)'),
      ...(secure ? [checkConnection(secure, 'O over HTTPS')] : []),
    ],
    options.quick ? 10 : 40,
  );
  return [
    raceRow(times, BARE),
    beside(times, 'features', { atMost: 1.6 }),
    beside(times, 'O (check_connection)', { atMost: 2.1 }),
    ...(secure ? [beside(times, 'O over HTTPS')] : []),
  ];
}

/**
 * An open, a prolong and a checkevent that finds nothing new, with everybody else answering at
 * once.
 */
async function operations(options: BenchOptions, world: World): Promise<BenchRow[]> {
  options.say('start-up: whole operations');
  const rounds = options.quick ? 8 : 30;
  const item = (round: number): number => 1001 + round;
  const open = world.operation('open', 'open', item);
  await learn(world);
  const opens = race([bare(options, world), open], rounds);
  await world.setServiceEnd(monthsAhead(2));
  const prolong = world.operation('prolong', 'prolong', item);
  const prolongs = race([bare(options, world), prolong], rounds);
  return [
    beside(opens, 'open', undefined, 'mgrctl and upstream answer at once'),
    beside(prolongs, 'prolong'),
  ];
}

const beside = (times: Times, name: string, must?: BenchRow['must'], note?: string): BenchRow =>
  raceRow(times, name, { against: BARE, ...(must ? { must } : {}), ...(note ? { note } : {}) });

/** The runtime that the executable was made of. */
export function bare({ node }: BenchOptions, world: World): Contestant {
  return world.other(BARE, node, () => ['-e', '0']);
}

export function checkConnection(world: World, name: string): Contestant {
  const input = join(world.folder, 'check-connection.xml');
  writeFileSync(
    input,
    '<?xml version="1.0"?>\n<doc><processingmodule><id>1</id>' +
      `<url>${world.url}</url><username>bench</username><password>bench-password</password></processingmodule></doc>\n`,
  );
  return world.ours(name, () => ['--command', 'check_connection'], input);
}

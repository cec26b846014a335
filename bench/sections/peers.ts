import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Contestant, race, raceRow } from '../measure/race.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { learn, USUAL, World } from '../world/world.ts';

interface Interpreter {
  readonly name: string;
  readonly command: string;
  readonly suffix: string;
  /** Arguments that tell whether it can do the peers' work. */
  readonly probe: readonly string[];
}

const INTERPRETERS: readonly Interpreter[] = [
  {
    name: 'PHP',
    command: 'php',
    suffix: 'php',
    probe: [
      '-r',
      'exit(class_exists("SQLite3") && class_exists("mysqli") && function_exists("curl_init") ? 0 : 1);',
    ],
  },
  // the system's own: the distribution's packages are for that
  {
    name: 'Python',
    command: '/usr/bin/python3',
    suffix: 'py',
    probe: ['-c', 'import sqlite3, ssl, MySQLdb'],
  },
];

/** Where the numbers of the services begin that we and each of the peers open. */
const OURS = 1001;
const THEIRS = 10_001;

/**
 * The same work in the languages of ISPsystem's sample modules, in their way (bench/peers).
 * `features` says how many times as long as the peer we take, `open` how many times as long as we
 * the peer takes.
 */
export const peers: Section = async options => {
  const there = INTERPRETERS.filter(each => isThere(options, each));
  if (there.length === 0) return [];
  const world = await World.make({ dist: options.dist, ...USUAL });
  const secure = await World.make({ dist: options.dist, ...USUAL, https: true });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    return [
      ...features(options, world, there),
      ...(await opens(options, world, there, { where: '', must: { atLeast: 1.5 } })),
      ...(secure ? await opens(options, secure, there, { where: ' over HTTPS' }) : []),
    ];
  } finally {
    await world.close();
    await secure?.close();
  }
};

function features(options: BenchOptions, world: World, there: readonly Interpreter[]): BenchRow[] {
  options.say('peers: features');
  const ours = world.ours('features', () => ['--command', 'features']);
  const others = there.map(each => peer(world, each, 'features', () => ['--command', 'features']));
  const times = race([ours, ...others], options.quick ? 8 : 30);
  return others.map(({ name }) => raceRow(times, name, { against: 'features', asSpeed: true }));
}

async function opens(
  options: BenchOptions,
  world: World,
  there: readonly Interpreter[],
  { where, must }: { readonly where: string } & Pick<BenchRow, 'must'>,
): Promise<BenchRow[]> {
  options.say(`peers: open${where}`);
  const { mgrctlMs, upstreamMs } = USUAL;
  const name = `open${where}`;
  const ours = world.operation(name, 'open', round => OURS + round);
  const others = there.map((each, index) =>
    peer(
      world,
      each,
      'open',
      round => ['--command', 'open', '--item', String(THEIRS * (index + 1) + round)],
      where,
    ),
  );
  await learn(world);
  const times = race([ours, ...others], options.quick ? 5 : 20);
  return [
    raceRow(times, name, {
      note: `mgrctl takes ${mgrctlMs} ms a call, the upstream ${upstreamMs} ms a request`,
    }),
    ...others.map(each => raceRow(times, each.name, { against: name, ...(must && { must }) })),
  ];
}

function peer(
  world: World,
  { name, command, suffix }: Interpreter,
  work: string,
  args: (round: number) => readonly string[],
  where = '',
): Contestant {
  const script = join(import.meta.dirname, `../peers/${work}.${suffix}`);
  const contestant = world.other(`${work} in ${name}${where}`, program(command), round => [
    script,
    ...args(round),
  ]);
  const ca = world.certificate?.cert;
  return ca === undefined
    ? contestant
    : { ...contestant, env: { ...contestant.env, BENCH_CA: ca } };
}

function isThere({ say }: BenchOptions, { name, command, probe }: Interpreter): boolean {
  const path = program(command);
  if (path !== '' && spawnSync(path, probe, { env: {} }).status === 0) return true;
  say(`${name} is missing, or its MySQL, SQLite or HTTP: not compared`);
  return false;
}

/**
 * Path of the interpreter itself, without shims that would be measured with it; '' if there is
 * none.
 */
function program(command: string): string {
  const ask =
    command === 'php' ? ['-r', 'echo PHP_BINARY;'] : ['-c', 'import sys; print(sys.executable)'];
  const { status, stdout } = spawnSync(command, ask, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type RunningSandbox, Sandbox } from '../../sandbox/sandbox.ts';
import { MIGRATIONS } from '../../src/journal/migrations/index.ts';
import { letTimePassInState } from '../support/time-passes.ts';
import { start, stateFile } from './box.ts';
import { journalPoints, killing, recording } from './journal-trace.ts';
import { errorType } from './trial.ts';

/**
 * The state file in every bad condition: a clear error or a repair, nothing lost, nothing charged
 * twice.
 */

const LITE = '3541';
const WISH = { tariff: LITE, ip: '192.0.2.10' };

/** A service that is sold, so that there is something to lose. */
async function withState(): Promise<RunningSandbox> {
  const box = await start();
  await box.order({ tariff: LITE, ip: '192.0.2.1' });
  return box;
}

/**
 * An order whose process died before it could note the answer: the license is paid, and only the
 * promise tells of it.
 */
async function withLostOrder() {
  const box = await withState();
  box.addFault({ side: 'upstream', func: 'soft.order.param', action: 'kill-after', count: 1 });
  const lost = await box.order(WISH);
  expect(box.charges()).toHaveLength(2);
  return { box, lost };
}

function database<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Another hand on the sandbox, which starts the module behind these words. */
async function behind<T>(
  box: RunningSandbox,
  words: readonly string[],
  work: (hand: Sandbox) => Promise<T>,
): Promise<T> {
  const hand = new Sandbox(box.dir, words);
  try {
    return await work(hand);
  } finally {
    hand.dispose();
  }
}

/** Root may write anything unless it is kept from that. */
const AS_ANYBODY: readonly string[] =
  process.getuid?.() === 0
    ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search']
    : ['env'];

/**
 * The disk is full for the module, whose files end at so many bytes; mgrctl's are as long as they
 * like.
 */
function fullAt(box: RunningSandbox, bytes: number): readonly string[] {
  const script = join(box.root, 'sbin/mgrctl');
  const real = join(box.root, 'sbin/mgrctl.real');
  if (!existsSync(real)) renameSync(script, real);
  writeFileSync(script, `#!/bin/sh\nulimit -S -f unlimited\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
  return ['prlimit', `--fsize=${bytes}:unlimited`];
}

describe('a locked state file', () => {
  test('lets the operation be repeated, and nothing was sent', async () => {
    const box = await withState();
    const first = await lockedFor(stateFile(box), () => box.order(WISH));
    expect(errorType(first)).toBe('state_unusable');
    expect(box.tasks()).toEqual([]);
    expect(box.charges()).toHaveLength(1);
    expect(await box.retry(first.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(2);
  });

  test('that is locked while the order is on its way loses no order', async () => {
    const box = await withState();
    box.clearCalls();
    box.addFault({ side: 'upstream', func: 'soft.order.param', action: 'delay:1500', count: 1 });
    const running = box.order(WISH);
    await expect
      .poll(() => box.calls('upstream').map(each => each.func), { timeout: 300_000 })
      .toContain('soft.order.param');
    const first = await lockedFor(stateFile(box), () => running);
    expect(errorType(first)).toBe('state_unusable');
    expect(await box.retry(first.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(2);
  });
});

/** Holds the write lock until the work has ended. */
async function lockedFor<T>(file: string, work: () => Promise<T>): Promise<T> {
  const db = new Database(file);
  try {
    db.exec('BEGIN IMMEDIATE');
    return await work();
  } finally {
    db.close();
  }
}

describe('a read-only state file', () => {
  test('lets the operation be repeated, and nothing was sent', async () => {
    const box = await withState();
    chmodSync(stateFile(box), 0o400);
    chmodSync(join(stateFile(box), '..'), 0o500);
    box.clearCalls();
    const first = await behind(box, AS_ANYBODY, hand => hand.order(WISH));
    expect(errorType(first)).toBe('state_unusable');
    expect(box.tasks()).toEqual([]);
    expect(box.charges()).toHaveLength(1);
    chmodSync(join(stateFile(box), '..'), 0o700);
    chmodSync(stateFile(box), 0o600);
    expect(await box.retry(first.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(2);
  });
});

describe('a full disk', () => {
  test.each([4, 36, 44, 52, 60])(
    'at %i KiB ends the attempt with a clear error; with room again the order is there once',
    async kib => {
      const box = await withState();
      const first = await behind(box, fullAt(box, kib * 1024), hand => hand.order(WISH));
      if (first.exitCode !== 0) expect(errorType(first)).toBe('state_unusable');
      expect(box.tasks()).toEqual([]);
      for (let turn = 1; turn <= 2 && box.operations().length > 0; turn++) {
        letTimePassInState(stateFile(box), 6);
        await box.retry(first.operation);
      }
      await box.runModule(['checkevent']);
      expect(box.operations()).toEqual([]);
      expect(box.charges()).toHaveLength(2);
      expect(box.service(first.item).status).toBe(2);
    },
  );
});

const DAMAGES: readonly (readonly [string, (file: string) => void])[] = [
  ['is no database', file => writeFileSync(file, 'something else entirely\n'.repeat(400))],
  ['was cut in the middle', file => truncateSync(file, Math.floor(statSync(file).size / 2) - 100)],
  ['has its schema overwritten', file => overwrite(file, 100)],
  [
    "is another program's",
    file =>
      database(file, db => db.exec('PRAGMA journal_mode = DELETE; PRAGMA application_id = 42')),
  ],
];

function overwrite(file: string, from: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(4000, 0xa5), 0, 4000, from);
  closeSync(descriptor);
}

describe('a state file that', () => {
  test.each(DAMAGES)(
    '%s is named to a person and left alone; moved away, nothing is ordered twice',
    async (_, damage) => {
      const { box, lost } = await withLostOrder();
      const file = stateFile(box);
      // as after a crash of the machine: the log is taken in before the damage
      database(file, db => db.pragma('wal_checkpoint(TRUNCATE)'));
      damage(file);
      const damaged = readFileSync(file);
      box.clearCalls();
      const retry = await box.retry(lost.operation);
      expect(errorType(retry)).toBe('state_corrupt');
      expect(retry.stdout).toContain(file);
      expect(box.tasks()).toHaveLength(1);
      expect(box.calls('upstream')).toEqual([]);
      expect(readFileSync(file).equals(damaged)).toBe(true);
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}.away${suffix}`, { force: true });
      renameSync(file, `${file}.away`);
      for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
      expect(await box.retry(lost.operation)).toMatchObject({ exitCode: 0, ended: true });
      expect(box.charges()).toHaveLength(2);
      expect(box.upstreamServices()).toHaveLength(2);
    },
  );
});

/**
 * What a version with so many of the migrations would have written: its tables with what they have
 * in common with today's.
 */
function asVersion(file: string, version: number): void {
  const old = `${file}.old`;
  database(old, db => {
    for (const sql of MIGRATIONS.slice(0, version)) db.exec(sql);
    db.prepare('ATTACH ? AS now').run(file);
    const tables = db
      .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
      .pluck()
      .all();
    for (const table of tables.map(String)) {
      const columns = columnsOf(db, 'main', table).filter(each =>
        columnsOf(db, 'now', table).includes(each),
      );
      db.exec(
        `INSERT INTO main.${table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM now.${table}`,
      );
    }
    const owner = Number(db.pragma('now.application_id', { simple: true }));
    db.exec(`PRAGMA main.application_id = ${owner}; PRAGMA main.user_version = ${version}`);
  });
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  renameSync(old, file);
  chmodSync(file, 0o600);
}

const versionOf = (file: string): number =>
  database(file, db => Number(db.pragma('user_version', { simple: true })));

function columnsOf(db: Database.Database, schema: string, table: string): readonly string[] {
  const rows = db.prepare('SELECT name FROM pragma_table_info(?, ?)').pluck().all(table, schema);
  return rows.map(String);
}

describe('a state file of another version', () => {
  test('that is older is brought up to date, by many at once, and the lost order is found', async () => {
    const { box, lost } = await withLostOrder();
    asVersion(stateFile(box), 1);
    await Promise.all([
      box.retry(lost.operation),
      ...[1, 2, 3].map(() => box.runModule(['checkevent'])),
      box.order({ tariff: LITE, ip: '192.0.2.11' }),
    ]);
    expect(box.operations()).toEqual([]);
    expect(box.charges()).toHaveLength(3);
    expect(versionOf(stateFile(box))).toBe(MIGRATIONS.length);
  });

  test.each([1, 2])(
    'that is older (%i) is brought up to date, wherever the first process at it is killed',
    async version => {
      const { box, lost } = await withLostOrder();
      const file = stateFile(box);
      asVersion(file, version);
      const old = readFileSync(file);
      const again = (): void => {
        for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
        writeFileSync(file, old, { mode: 0o600 });
      };
      const trace = `${box.dir}.trace`;
      const look = ['operations', '--json'];
      await behind(box, recording(file, trace), hand => hand.runModule(look));
      const points = journalPoints(trace).filter(each => each.on === 'journal');
      expect(points.length).toBeGreaterThan(2);
      for (const point of points) {
        again();
        const run = await behind(box, killing(file, point), hand => hand.runModule(look));
        expect(run.signal, point.label).toBe('SIGKILL');
        const [operation] = JSON.parse((await box.runModule(look)).stdout);
        expect(operation, point.label).toMatchObject({ command: 'open', state: 'open' });
        expect(versionOf(file), point.label).toBe(MIGRATIONS.length);
      }
      rmSync(trace);
      expect(await box.retry(lost.operation)).toMatchObject({ exitCode: 0, ended: true });
      expect(box.charges()).toHaveLength(2);
    },
  );

  test('that is newer is left alone; with the right program again the lost order is found', async () => {
    const { box, lost } = await withLostOrder();
    const file = stateFile(box);
    const setVersion = (version: number): void =>
      database(file, db => {
        db.pragma(`user_version = ${version}`);
      });
    setVersion(99);
    const before = readFileSync(file);
    box.clearCalls();
    expect(errorType(await box.retry(lost.operation))).toBe('state_newer');
    expect(box.calls('upstream')).toEqual([]);
    expect(box.tasks()).toHaveLength(1);
    expect(readFileSync(file).equals(before)).toBe(true);
    setVersion(MIGRATIONS.length);
    expect(await box.retry(lost.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(2);
  });
});

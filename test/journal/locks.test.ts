import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presenceOf, thisProcess, WHOLE_MACHINE } from '../../src/journal/process-identity.ts';
import { Child, race, scriptOf } from './support/child.ts';
import { HandClock } from './support/clock.ts';
import { raw } from './support/raw.ts';
import { tempFile, tempFolder, tempJournal } from './support/temp.ts';

const PATIENCE_MS = 300_000;

describe('in one process', () => {
  test('a lock is free after its release, which may come twice', async () => {
    const journal = await tempJournal();
    const first = await journal.lock('item 117', 0);
    await first?.release();
    const second = await journal.lock('item 117', 0);
    await first?.release();
    expect(second).not.toBeNull();
    expect(await journal.lock('item 117', 0)).toBeNull();
  });

  test('locks of different names do not meet', async () => {
    const journal = await tempJournal();
    expect(await journal.lock('item 1', 0)).not.toBeNull();
    expect(await journal.lock('item 2', 0)).not.toBeNull();
  });

  test('the holder itself waits as long as it says and no longer', async () => {
    const clock = new HandClock();
    const journal = await tempJournal({ clock });
    await journal.lock('item 117', 0);
    expect(await journal.lock('item 117', 1_010)).toBeNull();
    expect(clock.slept).toBe(1_010);
  });

  test('who waits gets the lock when it is released', async () => {
    const journal = await tempJournal();
    const first = await journal.lock('item 117', 0);
    const waiting = journal.lock('item 117', PATIENCE_MS);
    await first?.release();
    expect(await waiting).not.toBeNull();
  });

  test('dispose releases what it holds and nothing else', async () => {
    const file = tempFile();
    const [mine, other, third] = [
      await tempJournal({ file }),
      await tempJournal({ file }),
      await tempJournal({ file }),
    ];
    await mine.lock('item 1', 0);
    await other.lock('item 2', 0);
    await mine.dispose();
    await mine.dispose();
    expect(await third.lock('item 1', 0)).not.toBeNull();
    expect(await third.lock('item 2', 0)).toBeNull();
  });
});

describe('across processes', () => {
  test('a lock is held as long as its holder lives and free when it is killed', async () => {
    const file = tempFile();
    const journal = await tempJournal({ file });
    const holder = Child.run('hold-lock', file, 'item 117');
    expect(await holder.answer()).toEqual(expect.any(Number));
    expect(await journal.lock('item 117', 100)).toBeNull();
    await holder.kill();
    expect(await journal.lock('item 117', 0)).not.toBeNull();
  });

  test('who waits gets the lock when its holder is killed', async () => {
    const file = tempFile();
    const journal = await tempJournal({ file });
    const holder = Child.run('hold-lock', file, 'item 117');
    await holder.line();
    const waiting = journal.lock('item 117', PATIENCE_MS);
    await holder.kill();
    expect(await waiting).not.toBeNull();
  });

  test('a killed holder whose parent never looks holds nothing', async () => {
    const file = tempFile();
    const journal = await tempJournal({ file });
    // the shell becomes a sleep, which does not collect its dead child: a zombie stays
    const shell = new Child('sh', [
      '-c',
      '"$0" "$@" & exec sleep 60',
      process.execPath,
      scriptOf('hold-lock'),
      file,
      'x',
    ]);
    const pid = Number(await shell.answer());
    expect(await journal.lock('x', 0)).toBeNull();
    process.kill(pid, 'SIGKILL');
    expect(await journal.lock('x', PATIENCE_MS)).not.toBeNull();
    expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
  });

  test('after a takeover the lock is held by one process only', async () => {
    const file = tempFile();
    const journal = await tempJournal({ file });
    const dead = Child.run('hold-lock', file, 'item 117');
    await dead.line();
    await dead.kill();
    const heirs = [
      Child.run('hold-lock', file, 'item 117'),
      Child.run('hold-lock', file, 'item 117'),
    ];
    const answers = await Promise.all(heirs.map(each => each.answer()));
    expect(answers.filter(each => each !== null)).toHaveLength(1);
    expect(await journal.lock('item 117', 0)).toBeNull();
  });

  test('what is done under the lock is never done by two at once', async () => {
    const file = tempFile();
    await tempJournal({ file });
    const counter = join(tempFolder(), 'counter');
    writeFileSync(counter, '0');
    await race(4, () => Child.run('count-under-lock', file, counter, '25'));
    expect(readFileSync(counter, 'utf8')).toBe('100');
  });
});

describe('a lock row', () => {
  const here = thisProcess();
  const HOUR_MS = 3_600_000;
  const cases = [
    { title: 'of this very process is held', change: {}, free: false },
    {
      title: 'of an earlier process with this number is free',
      change: { started: '1' },
      free: true,
    },
    { title: 'of a number that nobody has is free', change: { pid: 4_194_305 }, free: true },
    {
      title: 'from before the last start of the machine is free',
      change: { boot: 'another' },
      free: true,
    },
    {
      title: 'of another container is free an hour later where its process is not seen',
      change: { namespace: 'pid:[1]', started: '1' },
      age: HOUR_MS + 1,
      free: true,
    },
    {
      title: 'of another container is held for the first hour where nobody can tell',
      change: { namespace: 'pid:[1]', started: '1' },
      age: HOUR_MS - 1,
      // from the machine itself everything is seen, so there it is known to be gone
      free: here.namespace === WHOLE_MACHINE,
    },
  ];
  test.each(cases)('$title', async ({ change, age = 0, free }) => {
    const file = tempFile();
    const clock = new HandClock();
    const journal = await tempJournal({ file, clock });
    const row = {
      ...here,
      name: 'x',
      token: 'other',
      taken_at: clock.now().toISOString(),
      ...change,
    };
    raw(file, database =>
      database
        .prepare(
          `INSERT INTO process_lock (name, token, pid, started, boot, namespace, taken_at)
           VALUES (:name, :token, :pid, :started, :boot, :namespace, :taken_at)`,
        )
        .run(row),
    );
    clock.advance(age);
    expect((await journal.lock('x', 0)) !== null).toBe(free);
  });
});

test('a process that has ended is gone and one that runs is alive', async () => {
  const child = spawn('sleep', ['60']);
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  const identity = { ...thisProcess(), pid: child.pid ?? 0, started };
  expect(presenceOf(identity)).toBe('alive');
  child.kill('SIGKILL');
  await expect.poll(() => presenceOf(identity), { timeout: PATIENCE_MS }).toBe('gone');
});

describe('a process of another container', () => {
  const there = thisProcess();
  const machine = { ...there, namespace: WHOLE_MACHINE };
  const container = { ...there, namespace: 'pid:[2]' };

  test('is alive where it is seen', () => {
    const here = there.namespace === WHOLE_MACHINE ? container : machine;
    expect(presenceOf(there, here)).toBe('alive');
  });

  test('is gone when the whole machine does not have it', () => {
    expect(presenceOf({ ...there, namespace: 'pid:[1]' }, machine)).toBe('gone');
  });

  test('may be alive for all that a container can see', () => {
    expect(presenceOf({ ...there, namespace: 'pid:[1]' }, container)).toBe('unseen');
  });
});

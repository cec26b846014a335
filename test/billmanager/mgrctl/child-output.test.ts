import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  type ChildOutput,
  childOutput,
  type TakenOutput,
} from '../../../src/billmanager/mgrctl/child-output.ts';

const MEMORY = '/dev/shm';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const isInMemory = ({ stdio }: ChildOutput): boolean => typeof stdio[0] === 'number';

async function takenFrom(output: ChildOutput, script: string): Promise<TakenOutput> {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', ...output.stdio] });
  output.follow(child, () => child.kill('SIGKILL'));
  await once(child, 'close');
  return output.take();
}

describe('where the output of a child goes', () => {
  test('to memory, under no name', async () => {
    // a folder of its own: other tests make and remove theirs in memory meanwhile
    const own = mkdtempSync(join(MEMORY, 'cpbillmgr-output-'));
    onTestFinished(() => rmSync(own, { recursive: true }));
    const output = childOutput(1000, own);
    expect(isInMemory(output)).toBe(true);
    expect(readdirSync(own)).toEqual([]);
    expect(Buffer.from((await takenFrom(output, 'printf secret')).stdout).toString()).toBe(
      'secret',
    );
    expect(readdirSync(own)).toEqual([]);
  });

  test('never to a disk', () => {
    const output = childOutput(1000, folder);
    expect([isInMemory(output), output.stdio[0]]).toEqual([false, 'pipe']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('through streams where there is no such folder, and where it is too full for all that may come', () => {
    const { bavail, bsize } = statfsSync(MEMORY);
    expect(isInMemory(childOutput(1000, join(folder, 'missing')))).toBe(false);
    expect(isInMemory(childOutput(bavail * bsize * 2, MEMORY))).toBe(false);
  });
});

describe.each([
  ['memory', MEMORY],
  ['streams', '/nowhere'],
])('output through %s', (name, place) => {
  const output = (maxBytes = 1_000_000): ChildOutput => {
    const made = childOutput(maxBytes, place);
    expect(isInMemory(made)).toBe(name === 'memory');
    return made;
  };

  test('comes whole, what is said and what is complained of apart', async () => {
    const taken = await takenFrom(output(), 'printf a; printf x >&2; printf b; printf y >&2');
    expect([Buffer.from(taken.stdout).toString(), taken.stderr, taken.overflowed]).toEqual([
      'ab',
      'xy',
      false,
    ]);
  });

  test('is nothing when nothing was said', async () => {
    const taken = await takenFrom(output(), ':');
    expect([taken.stdout.length, taken.stderr, taken.overflowed]).toEqual([0, '', false]);
  });

  test('exactly as long as the bound is whole, a byte more is too much', async () => {
    const write = (bytes: number): string => `head -c ${bytes} /dev/zero`;
    expect(await takenFrom(output(5000), write(5000))).toMatchObject({ overflowed: false });
    const over = await takenFrom(output(5000), write(5001));
    expect([over.overflowed, over.stdout.length]).toEqual([true, 5000]);
  });

  test('that grows without end is noticed while it grows', async () => {
    expect((await takenFrom(output(100_000), 'exec yes')).overflowed).toBe(true);
  });

  test('of complaints is kept as far as the first 64 KiB', async () => {
    const { stderr, overflowed } = await takenFrom(output(), 'head -c 100000 /dev/zero >&2');
    expect([stderr.length, overflowed]).toEqual([65_536, false]);
  });

  test('is told to grow by a second reading', async () => {
    const growing = output();
    const before = growing.received();
    const child = spawn('/bin/sh', ['-c', 'printf x'], { stdio: ['ignore', ...growing.stdio] });
    growing.follow(child, () => undefined);
    await once(child, 'close');
    expect(growing.received()).toBeGreaterThan(before);
    growing.take();
  });
});

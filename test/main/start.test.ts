import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const PROGRAM = join(import.meta.dirname, 'fixtures', 'program.ts');

function call(room: string) {
  return spawnSync(process.execPath, [PROGRAM, room], {
    encoding: 'utf8',
    maxBuffer: 10_000_000,
    timeout: 300_000,
  });
}

describe('a call', () => {
  test('ends with the exit code of its entrypoint', () => {
    expect(call('seven')).toMatchObject({ status: 7, stdout: '', stderr: '' });
  });

  test('ends although something is left running', () => {
    expect(call('leaves-a-timer').status).toBe(0);
  });

  test.each(['fails', 'fails-late', 'rejects-late'])(
    'that %s is one line on stderr and exit code 1',
    room => {
      const result = call(room);
      expect(result.status).toBe(1);
      expect(result.stdout).toBe('');
      expect(result.stderr).toMatch(/^pmcpbillmgr: [^\n]+\n$/);
    },
  );

  test('never sends control characters of a message to the terminal', () => {
    expect(call('fails').stderr).toBe('pmcpbillmgr: first line\\x0asecond \\x1b[31mline\n');
  });

  test('loses nothing of a long output, whichever way it was written', () => {
    expect(call('stream-megabytes')).toMatchObject({
      status: 3,
      stderr: '',
      stdout: 'x'.repeat(3_000_000),
    });
    expect(call('write-megabytes')).toMatchObject({
      status: 4,
      stderr: '',
      stdout: 'ю'.repeat(1_000_000),
    });
  });

  test('waits for a reader that is slower than it', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'stream-megabytes'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let length = 0;
    for await (const chunk of child.stdout) length += chunk.length;
    expect(length).toBe(3_000_000);
    expect(child.exitCode ?? (await exitCode(child))).toBe(3);
  });

  test('is quiet about a reader that went away, and goes on with its work', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'goes-on-without-reader'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let errors = '';
    for await (const chunk of child.stderr) errors += chunk;
    expect(errors).toBe('went on');
    expect(child.exitCode ?? (await exitCode(child))).toBe(5);
  });

  test.each(['stream-megabytes', 'write-megabytes'])(
    'says that its output could not be written (%s)',
    room => {
      const full = openSync('/dev/full', 'w');
      const result = spawnSync(process.execPath, [PROGRAM, room], {
        encoding: 'utf8',
        stdio: ['ignore', full, 'pipe'],
      });
      closeSync(full);
      expect(result.status).toBe(1);
      expect(result.stderr).toMatch(/^pmcpbillmgr: ENOSPC[^\n]+\n$/);
    },
  );
});

function exitCode(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise(resolve => child.once('exit', resolve));
}

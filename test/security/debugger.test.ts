import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PROGRAM_LINK } from '../../src/base/paths.ts';
import { inDist } from '../support/dist.ts';

const PROGRAM = inDist(PROGRAM_LINK);

test('no signal opens a debugger in a process that holds passwords', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'signal-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const child = spawn(PROGRAM, ['sandbox', 'start', '--dir', join(dir, 's')], {
    env: { PATH: '/usr/bin:/bin', HOME: dir },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  const ended = new Promise(resolve => child.once('close', resolve));
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk));
  await expect.poll(() => said, { timeout: 300_000 }).toContain('All commands');
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const blocked = Number.parseInt(/^SigBlk:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '', 16);
  expect(blocked & (1 << (constants.signals.SIGUSR1 - 1))).not.toBe(0);
  child.kill('SIGUSR1');
  child.kill('SIGTERM');
  await ended;
  expect(said).not.toContain('Debugger');
});

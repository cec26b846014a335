import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { orderTogether, wrongsOf } from '../crash/crowd.ts';
import type { SoakOptions, SoakRow } from './row.ts';

const PROCESSES = 200;
const CHECKEVENTS = 3;
/** All of them begin at once: each waits for the others' turns at mgrctl and the processors. */
const CONF = 'rate = 10000\nkey_wait = 0\nsettle = 0\ntimeout = 120\nconnect_timeout = 60\n';

/** Hundreds of processes, each opening a service of its own, on one new state file. */
export async function run(options: SoakOptions): Promise<readonly SoakRow[]> {
  const count = options.count ?? PROCESSES;
  const name = `together: ${count} processes for ${count} services`;
  if (options.only !== null && !options.only.test(name)) return [];
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-together-'));
  const box = await startSandbox({ dir, dist: options.dist, confTail: CONF });
  try {
    await orderTogether(box, count, CHECKEVENTS);
    const wrongs = await wrongsOf(box);
    for (const each of wrongs) options.print(`${name}: ${each}`);
    return [{ name, points: count, violations: wrongs.length }];
  } finally {
    await box.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import { dist } from '../support/dist.ts';

const QUICK = 'rate = 10000\nkey_wait = 0\nsettle = 0\ntimeout = 10\nconnect_timeout = 10\n';

const folders: string[] = [];
const open = new Set<RunningSandbox>();

afterEach(async () => {
  for (const box of open) await stop(box);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the test's own, gone when it ends. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'cpbillmgr-box-'));
  folders.push(made);
  return made;
}

/**
 * A sandbox with the compiled executable as its module; `conf`: lines of `[upstream]`, then
 * sections.
 */
export async function start(
  options: Partial<SandboxOptions> & { readonly conf?: string; readonly dist?: string } = {},
): Promise<RunningSandbox> {
  const { conf = '', ...rest } = options;
  const box = await startSandbox({ dir: folder(), dist: dist(), confTail: QUICK + conf, ...rest });
  open.add(box);
  return box;
}

/** Stops it; its folder stays until the end of the test. */
export async function stop(box: RunningSandbox): Promise<void> {
  if (open.delete(box)) await box.close();
}

export const stateFile = (box: { readonly root: string }): string =>
  join(box.root, 'var/cpbillmgr/state.db');

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ModuleRun, RunningSandbox } from '../../sandbox/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'adopt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of this content, gone after the tests. */
export function file(text: string | Uint8Array): string {
  const path = join(folder, `${Math.random()}.csv`);
  writeFileSync(path, text);
  return path;
}

/** One `cpbillmgr` command in the sandbox's manager root. */
export function cpbillmgr(box: RunningSandbox, ...args: string[]): Promise<ModuleRun> {
  return box.runModule(['adopt', '--lang', 'en', ...args], { program: '../sbin/cpbillmgr' });
}

export interface Row {
  readonly item: string;
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly value: string }[];
  readonly effects: readonly string[];
  readonly license?: string;
  readonly account?: string;
  readonly sure?: string;
  readonly by?: readonly string[];
  readonly bound?: boolean;
}

export async function planOf(box: RunningSandbox, ...args: string[]): Promise<readonly Row[]> {
  const run = await cpbillmgr(box, ...args, '--json');
  const rows: readonly Row[] = JSON.parse(run.stdout);
  return rows;
}

/** What was changed, where. */
export const changes = (box: RunningSandbox): string[] =>
  box
    .calls()
    .filter(call => call.params['sok'] === 'ok' && !call.func.endsWith('.filter'))
    .map(call => `${call.side} ${call.func}`);

/** A service that is served by hand so far: active, without a license or account of ours. */
export function byHand(
  box: RunningSandbox,
  wish: Parameters<RunningSandbox['addService']>[0],
): number {
  const item = box.addService(wish);
  box.billing.store.run('UPDATE item SET status = 2 WHERE id = ?', item);
  return item;
}

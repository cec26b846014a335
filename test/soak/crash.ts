import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseServer, startDatabaseServer } from '../../sandbox/database/server.ts';
import type { Scenario } from '../crash/lab.ts';
import { runMatrix, violationsOf } from '../crash/matrix.ts';
import { inLabs } from '../crash/pool.ts';
import { CURRENT } from '../crash/scenarios.ts';
import { ACCOUNTS } from '../crash/scenarios-accounts.ts';
import { CLASSIC } from '../crash/scenarios-classic.ts';
import { MODULES } from '../crash/scenarios-modules.ts';
import type { SoakOptions, SoakRow } from './row.ts';

/**
 * The whole crash matrix: every scenario, killed before and after every external call and every
 * commit of the journal; with facts from the database, and by forms.
 */
export async function run(options: SoakOptions): Promise<readonly SoakRow[]> {
  const scenarios = [...CURRENT, ...CLASSIC, ...MODULES, ...ACCOUNTS].filter(
    each => options.only?.test(nameOf(each)) ?? true,
  );
  const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-soak-'));
  const database = await startDatabaseServer(join(folder, 'server'));
  try {
    return [
      ...(await strikeAll(scenarios, { ...options, database }, '')),
      ...(await strikeAll(scenarios, options, ', facts by forms')),
    ];
  } finally {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function strikeAll(
  scenarios: readonly Scenario[],
  options: SoakOptions & { readonly database?: DatabaseServer },
  how: string,
): Promise<readonly SoakRow[]> {
  return inLabs(scenarios, options, async (lab, scenario) => {
    const name = `${nameOf(scenario)}${how}`;
    const verdicts = await runMatrix(lab, scenario);
    const violations = violationsOf(verdicts);
    for (const each of violations) options.print(`${name}: ${each}`);
    options.print(`${name}: ${verdicts.length} kill points, ${violations.length} violations`);
    return { name, points: verdicts.length, violations: violations.length };
  });
}

const nameOf = ({ name, dialect }: { readonly name: string; readonly dialect: string }): string =>
  `crash, ${dialect}: ${name}`;

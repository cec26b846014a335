import { runMatrix, violationsOf } from '../crash/matrix.ts';
import { inLabs } from '../crash/pool.ts';
import { CURRENT } from '../crash/scenarios.ts';
import { ACCOUNTS } from '../crash/scenarios-accounts.ts';
import { CLASSIC } from '../crash/scenarios-classic.ts';
import { MODULES } from '../crash/scenarios-modules.ts';
import type { SoakOptions, SoakRow } from './row.ts';

/**
 * The whole crash matrix: every scenario, killed before and after every external call and every
 * commit of the journal.
 */
export async function run(options: SoakOptions): Promise<readonly SoakRow[]> {
  const scenarios = [...CURRENT, ...CLASSIC, ...MODULES, ...ACCOUNTS].filter(
    each => options.only?.test(nameOf(each)) ?? true,
  );
  return inLabs(scenarios, options, async (lab, scenario) => {
    const name = nameOf(scenario);
    const verdicts = await runMatrix(lab, scenario);
    const violations = violationsOf(verdicts);
    for (const each of violations) options.print(`${name}: ${each}`);
    options.print(`${name}: ${verdicts.length} kill points, ${violations.length} violations`);
    return { name, points: verdicts.length, violations: violations.length };
  });
}

const nameOf = ({ name, dialect }: { readonly name: string; readonly dialect: string }): string =>
  `crash, ${dialect}: ${name}`;

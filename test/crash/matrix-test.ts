import { afterAll, beforeAll, expect, test } from 'vitest';
import { mariadb } from '../support/mariadb.ts';
import { fixedPart } from './fixed-part.ts';
import { Lab, type Scenario } from './lab.ts';
import { runMatrix, violationsOf } from './matrix.ts';

/**
 * One test a scenario; prints the table when all have run. `facts`: where the module reads them;
 * scripts/soak runs all on both.
 */
export function testScenarios(scenarios: readonly Scenario[], facts: 'database' | 'forms'): void {
  const rows: string[] = [];
  let lab: Lab | undefined;
  beforeAll(async () => {
    lab = new Lab(facts === 'database' ? { database: await mariadb() } : {});
  });
  afterAll(() => {
    lab?.close();
    console.log([row('operation', 'dialect', 'points', 'violations'), ...rows].join('\n'));
  });
  test.each(scenarios.filter(each => each.variant !== true))(
    '$name ($dialect) comes out the same, wherever it is killed',
    async scenario => {
      if (!lab) throw new Error('there is no lab');
      const verdicts = await runMatrix(lab, scenario, points => fixedPart(scenario, points));
      const violations = violationsOf(verdicts);
      rows.push(row(scenario.name, scenario.dialect, verdicts.length, violations.length));
      expect(verdicts.length).toBeGreaterThan(0);
      expect(violations).toEqual([]);
    },
  );
}

const row = (
  name: string,
  dialect: string,
  points: number | string,
  violations: number | string,
): string =>
  `${name.padEnd(40)}  ${dialect.padEnd(8)}  ${String(points).padStart(6)}  ${String(violations).padStart(10)}`;

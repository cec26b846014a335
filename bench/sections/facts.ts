import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../sandbox/database/connection.ts';
import { ownerOf } from '../../sandbox/database/database.ts';
import { fillServices } from '../../sandbox/database/fill-services.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { spread } from '../measure/stats.ts';
import type { BenchRow, Section } from '../row.ts';
import { sharedServer } from '../world/panel-database.ts';

const SERVICES = 100_000;
/** As many of them as all: every second one is ours. */
const OURS_IN = 2;
const MOST_MS = 3000;
const MOST_MIB = 60;

interface Reading {
  readonly services: number;
  readonly ms: number;
  readonly mib: number;
}

/** All services of ours, read from a BILLmanager that has a hundred thousand. */
export const facts: Section = async ({ quick, say }) => {
  say(`facts: ${SERVICES} services`);
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-bench-facts-'));
  const box = await startSandbox({ dir: join(dir, 'box'), database: await sharedServer() });
  try {
    const connection = await connect(ownerOf(box.database));
    const wish = { processingmodule: 1, pricelist: 1, oursIn: OURS_IN };
    const ours = await fillServices(connection, SERVICES, wish);
    connection.destroy();
    const readings: Reading[] = [];
    for (let round = 0; round < (quick ? 2 : 5); round += 1) readings.push(await read(box.root));
    const wrong = readings.find(each => each.services !== ours);
    if (wrong) throw new Error(`${wrong.services} services were read in place of ${ours}`);
    return [
      row(
        `all of ours among ${SERVICES}`,
        'ms',
        MOST_MS,
        readings.map(each => each.ms),
      ),
      row(
        'memory for that',
        'MiB',
        MOST_MIB,
        readings.map(each => each.mib),
      ),
    ];
  } finally {
    await box.close();
    rmSync(dir, { recursive: true, force: true });
  }
};

const row = (name: string, unit: string, atMost: number, values: readonly number[]): BenchRow => ({
  name,
  ...spread(values),
  unit,
  must: { atMost },
});

/** In a process of its own, whose peak of memory nothing else has raised. */
function read(root: string): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, '../world/read-services.ts'), [root]);
    child.once('message', (reading: Reading) => resolve(reading));
    child.once('exit', code => reject(new Error(`the reading ended with ${code}`)));
  });
}

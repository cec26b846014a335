import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type RunningDatabaseServer, startDatabaseServer } from '../../sandbox/database/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whoever connects to this socket is told of the run's MariaDB. */
    readonly mariadb: string;
  }
}

/** In memory where the system has a folder for that: nothing in it outlives the run. */
const MEMORY = '/dev/shm';

/**
 * One MariaDB for all test files of a run: started when the first of them asks, ended with the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'test-mariadb-'));
  let starting: Promise<RunningDatabaseServer> | undefined;
  const start = () => {
    starting ??= startDatabaseServer(join(folder, 'server'));
    return starting;
  };
  const door = createServer(async asking => {
    asking.on('error', () => asking.destroy());
    const answer = await start().catch((error: Error) => ({ error: error.message }));
    asking.end(JSON.stringify(answer));
  });
  const path = join(folder, 'door');
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen(path, resolve);
  });
  project.provide('mariadb', path);
  return async () => {
    door.close();
    await starting?.then(
      server => server.stop(),
      // who asked was told
      () => {},
    );
    rmSync(folder, { recursive: true, force: true });
  };
}

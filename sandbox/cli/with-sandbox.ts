import type { Run } from '../../src/base/command-line/typed-line.ts';
import { isSandbox, runningState, sandboxFolder } from '../folder.ts';
import { Sandbox } from '../sandbox-state.ts';

export interface Common {
  readonly dir: string | undefined;
  readonly json: boolean;
}

/**
 * Opens the folder's sandbox for one command. `calls` says that the module will be started, which
 * needs the upstream.
 */
export function withSandbox(
  args: Common,
  run: Run,
  work: (sandbox: Sandbox) => number | Promise<number>,
  needs: 'state' | 'running' = 'state',
): void {
  run(async () => {
    const dir = sandboxFolder(args.dir);
    const missing = needs === 'running' ? !runningState(dir) : !isSandbox(dir);
    if (missing)
      throw new Error(
        `no sandbox ${needs === 'running' ? 'is running ' : ''}in ${dir}; start one with: cpbillmgr sandbox start`,
      );
    const sandbox = new Sandbox(dir);
    try {
      const status = await work(sandbox);
      await sandbox.showInDatabase();
      return status;
    } finally {
      sandbox.dispose();
    }
  });
}

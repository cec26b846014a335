import { isSandbox, runningState, sandboxFolder } from '../folder.ts';
import { Sandbox } from '../sandbox-state.ts';

/** Called with the exit status of whichever command ran. */
export type Done = (status: number) => void;

export interface Common {
  readonly dir: string | undefined;
  readonly json: boolean;
}

/**
 * Opens the folder's sandbox for one command. `calls` says that the module will be started, which
 * needs the upstream.
 */
export async function withSandbox(
  args: Common,
  done: Done,
  work: (sandbox: Sandbox) => number | Promise<number>,
  needs: 'state' | 'running' = 'state',
): Promise<void> {
  const dir = sandboxFolder(args.dir);
  const missing = needs === 'running' ? !runningState(dir) : !isSandbox(dir);
  if (missing)
    throw new Error(
      `no sandbox ${needs === 'running' ? 'is running ' : ''}in ${dir}; start one with: cpbillmgr sandbox start`,
    );
  const sandbox = new Sandbox(dir);
  try {
    done(await work(sandbox));
  } finally {
    sandbox.dispose();
  }
}

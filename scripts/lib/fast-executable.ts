import { bundleMain, bundleProgram } from './bundle.ts';
import { checkCaches } from './check-caches.ts';
import type { ExecutableMaker } from './executable.ts';
import { recordCaches } from './warm-up.ts';

/** Where a build works, and what it makes. */
interface FastBuild {
  readonly project: string;
  /** Its working folder. */
  readonly work: string;
  /** A tree like a manager root in which samples are run. */
  readonly trial: string;
  readonly maker: ExecutableMaker;
  /** The executable in `trial`. */
  readonly recorder: string;
  /** The executable to be made. */
  readonly output: string;
}

/**
 * Makes the executable that loads its chunks one by one with V8's code caches (src/runtime): first
 * one that records the caches, then the one that carries them. Returns the paths of its sources.
 */
export async function makeFastExecutable(build: FastBuild): Promise<readonly string[]> {
  const { project, maker } = build;
  const program = await bundleProgram(project);
  const main = await bundleMain(project, 'src/runtime/executable.ts');
  const recorder = await bundleMain(project, 'scripts/lib/recorder.ts');
  maker.make(build.recorder, recorder.text, program.chunks);
  const assets = new Map<string, string | Uint8Array>([
    ...program.chunks,
    ...(await recordCaches(build.trial)),
  ]);
  await checkCaches(project, build.work, maker, assets);
  maker.make(build.output, main.text, assets);
  return program.inputs;
}

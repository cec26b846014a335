import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How the runtime keeps house (docs/performance.md); nothing of it changes while a process runs. An
 * operation makes less garbage than 8 MiB, so none is collected before its end; a long checkevent
 * makes gigabytes of it and is to stay small: how far the old garbage may grow goes by the heap's
 * limit, which is set for a fleet of a million licenses, not by the machine's memory. Helper
 * threads cost a start a millisecond each; one does. WebAssembly, which is undici's parser, is
 * compiled again, for speed, after 300 answers and not after four: that takes a processor 60 ms. No
 * signal opens a debugger in a program that holds passwords, and no OpenSSL conf of the system
 * loads a library into it.
 */
const RUNTIME = [
  '--min-semi-space-size=8',
  '--max-semi-space-size=8',
  '--max-old-space-size=1024',
  '--v8-pool-size=1',
  '--wasm-tiering-budget=1000000000',
  '--disable-sigusr1',
  '--openssl-config=/dev/null',
];

/** Makes single executables of one Node in one folder. */
export interface ExecutableMaker {
  /** Writes an executable that starts with `main` (CommonJS text) and carries `assets`. */
  make(output: string, main: string, assets: ReadonlyMap<string, string | Uint8Array>): void;
}

/**
 * Prepares a copy of the running Node for it, in `folder`. Its symbol table (a quarter of the file)
 * is stripped off if `strip` is there and the result still runs.
 */
export function executableMaker(folder: string): ExecutableMaker {
  mkdirSync(folder, { recursive: true });
  const runtime = strippedRuntime(folder);
  return { make: (output, main, assets) => make(folder, runtime, output, main, assets) };
}

function strippedRuntime(folder: string): string {
  const runtime = join(folder, 'node');
  copyFileSync(process.execPath, runtime);
  chmodSync(runtime, 0o755);
  try {
    execFileSync('strip', [runtime], { stdio: 'ignore' });
    execFileSync(runtime, ['-e', '0'], { stdio: 'ignore' });
  } catch {
    // without strip, or when it spoils the file, the executable is only larger
    copyFileSync(process.execPath, runtime);
  }
  return runtime;
}

function make(
  folder: string,
  runtime: string,
  output: string,
  main: string,
  assets: ReadonlyMap<string, string | Uint8Array>,
): void {
  const work = join(folder, 'sea');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const mainFile = join(work, 'main.cjs');
  writeFileSync(mainFile, main);
  const assetFiles: Record<string, string> = {};
  for (const [name, content] of assets) {
    assetFiles[name] = join(work, name);
    writeFileSync(join(work, name), content);
  }
  const config = join(work, 'sea-config.json');
  writeFileSync(
    config,
    JSON.stringify({
      main: mainFile,
      output,
      executable: runtime,
      assets: assetFiles,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      execArgv: RUNTIME,
      // NODE_OPTIONS of whoever starts us must not change what a module does with money
      execArgvExtension: 'none',
    }),
  );
  execFileSync(runtime, [...RUNTIME, '--build-sea', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  chmodSync(output, 0o755);
  if (statSync(output).size === 0) throw new Error(`${output} came out empty`);
  rmSync(work, { recursive: true, force: true });
}

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleMain } from './bundle.ts';
import type { ExecutableMaker } from './executable.ts';

/**
 * Has an executable with these assets look whether V8 takes each code cache among them
 * (scripts/lib/cache-check.ts). Throws an Error that names the refused ones. `folder`: where it is
 * made.
 */
export async function checkCaches(
  project: string,
  folder: string,
  maker: ExecutableMaker,
  assets: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  const program = join(folder, 'cache-check');
  const { text } = await bundleMain(project, 'scripts/lib/cache-check.ts');
  maker.make(program, text, assets);
  try {
    const refused = execFileSync(program, { encoding: 'utf8', env: {} });
    if (refused !== '')
      throw new Error(`V8 refuses the code caches ${refused.replaceAll(' ', ', ')}`);
  } finally {
    rmSync(program, { force: true });
  }
}

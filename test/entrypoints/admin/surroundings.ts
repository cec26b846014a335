import { join } from 'node:path';
import type { CliContext, Screen } from '../../../src/entrypoints/admin/command.ts';
import { run } from '../../../src/entrypoints/admin/entrypoint.ts';

/** There is none: a command that needs one is read and checked, and not carried out. */
const NO_ROOT = join(import.meta.dirname, 'no-such-root');

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command line in this process and catches what it writes. `columns`: width of the terminal
 * it believes to write to.
 */
export async function cli(
  line: string,
  given: {
    readonly root?: string;
    readonly columns?: number;
    readonly now?: Date;
    readonly language?: 'en' | 'ru';
  } = {},
): Promise<Outcome> {
  const texts = { out: '', err: '' };
  const screen = (name: 'out' | 'err'): Screen => ({
    write: text => {
      texts[name] += text;
    },
    columns: given.columns ?? null,
    styled: false,
  });
  const ctx: Partial<CliContext> = {
    root: given.root ?? NO_ROOT,
    stdout: screen('out'),
    stderr: screen('err'),
    ...(given.now ? { now: () => given.now ?? new Date() } : {}),
    ...(given.language ? { language: given.language } : {}),
  };
  const code = await run(line.split(' ').filter(Boolean), 'cpbillmgr', ctx);
  return { code, ...texts };
}

import { join } from 'node:path';
import type { CliContext, Screen } from '../../../src/entrypoints/admin/command.ts';
import { COMMANDS, MODULE_COMMANDS } from '../../../src/entrypoints/admin/commands.ts';
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
  line: string | readonly string[],
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
  const words = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
  const code = await run(words, 'cpbillmgr', ctx);
  return { code, ...texts };
}

/** A command with its whole name, `conf check`, and the word behind it, if it takes one. */
export interface Named {
  readonly name: string;
  readonly operand: string | null;
  readonly describe: Readonly<Record<'en' | 'ru', string>>;
  readonly rootless: boolean;
}

export const OWN: readonly Named[] = COMMANDS.flatMap(each =>
  'commands' in each
    ? each.commands.map(inner => ({ ...named(inner), name: `${each.command} ${inner.command}` }))
    : [named(each)],
);

export const BY_HAND: readonly Named[] = MODULE_COMMANDS.map(named);

function named(each: (typeof MODULE_COMMANDS)[number]): Named {
  const [name = '', ...words] = each.command.split(' ');
  const { describe, rootless } = each;
  return {
    name,
    operand: words.join(' ').slice(1, -1) || null,
    describe,
    rootless: rootless === true,
  };
}

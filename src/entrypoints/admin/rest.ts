import type { CliContext } from './command.ts';

/**
 * Says how many rows were cut, so that a cut list does not look complete. `left` null: not known
 * how many.
 */
export function tellMore(left: number | null, ctx: CliContext): void {
  const count = left === null ? '' : `${left} `;
  ctx.stderr.write(
    { en: `... and ${count}more (see --limit)\n`, ru: `... и ещё ${count}(см. --limit)\n` }[
      ctx.language
    ],
  );
}

import type { CliContext } from './command.ts';

/** A cut list must not look whole. `left` null: it is not known how many more there are. */
export function tellMore(left: number | null, ctx: CliContext): void {
  const count = left === null ? '' : `${left} `;
  ctx.stderr.write(
    { en: `... and ${count}more (see --limit)\n`, ru: `... и ещё ${count}(см. --limit)\n` }[
      ctx.language
    ],
  );
}

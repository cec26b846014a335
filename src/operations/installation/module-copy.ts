import { LICENSES_MODULE } from '../../base/names.ts';
import type { ModuleSettings } from '../../billmanager/billmanager.ts';
import { renderServerConfig } from '../../conf/preset.ts';
import type { Context } from '../engine/context.ts';

/*
 * The journal owns the mark; each of our license modules in BILLmanager keeps a copy, in the
 * document that shows the presets. By it a lost journal finds its mark again, and one that was put
 * back is known by its counter.
 */

/** A copy of the mark as BILLmanager has it. */
export interface MarkCopy {
  readonly module: string;
  readonly mark: string;
  readonly counter: number;
}

/** What was read of a module's document, so that one that has not changed is not read again. */
const seenKey = (module: string): string => `configuration seen, module ${module}`;
/** Where BILLmanager does not tell the document: what was written last. */
const writtenKey = (module: string): string => `mark written, module ${module}`;

/** The license modules of this program. */
export async function licenseModules(ctx: Context): Promise<readonly ModuleSettings[]> {
  const all = await ctx.billmanager.modules();
  return all.filter(({ module }) => module === LICENSES_MODULE);
}

/** The copies that BILLmanager tells. */
export async function copiesIn(
  ctx: Context,
  modules: readonly ModuleSettings[],
): Promise<readonly MarkCopy[]> {
  const read = await Promise.all(modules.map(each => ctx.billmanager.markCopy(each)));
  return modules.flatMap(({ id: module }, index) => {
    const copy = read[index];
    return copy ? [{ module, ...copy }] : [];
  });
}

/** Saves presets and mark as the module's configuration. */
export async function saveConfiguration(
  ctx: Context,
  module: string,
  { mark, counter }: Omit<MarkCopy, 'module'>,
): Promise<void> {
  const { presets } = ctx.conf;
  const lines = renderServerConfig(ctx.conf);
  await ctx.billmanager.saveModuleConfig(module, { presets, lines, mark, counter });
  await ctx.journal.remember(writtenKey(module), `${mark} ${counter}`);
}

/** Brings the copies up to the journal: writes nothing where they say so already. */
export async function keepCopies(ctx: Context, modules: readonly ModuleSettings[]): Promise<void> {
  const { mark, counter } = await ctx.journal.installation();
  if (mark === null) return;
  const wanted = `${mark} ${counter}`;
  const told = new Map((await copiesIn(ctx, modules)).map(copy => [copy.module, copy]));
  for (const { id, config } of modules) {
    const copy = told.get(id);
    const written = (await ctx.journal.recall(writtenKey(id)))?.value;
    const isKept =
      config === null ? written === wanted : copy && `${copy.mark} ${copy.counter}` === wanted;
    if (!isKept) await saveConfiguration(ctx, id, { mark, counter });
  }
}

/**
 * A journal whose counter is behind its copy in BILLmanager was put back: what was done since is
 * not in it, and every charging operation looks first until a reconcile has ended.
 */
export async function lookForPutBack(ctx: Context, settings: ModuleSettings): Promise<void> {
  const { id, config } = settings;
  if (config === null || config === '') return;
  if ((await ctx.journal.recall(seenKey(id)))?.value === config) return;
  const copy = await ctx.billmanager.markCopy(settings);
  const { mark, counter } = await ctx.journal.installation();
  if (copy !== null && copy.mark === mark && copy.counter > counter) {
    ctx.log.warning(
      `the state file knows less than BILLmanager (${counter}, ${copy.counter}): it was put back`,
    );
    await ctx.journal.changeInstallation({ catchingUp: 'put_back', counter: copy.counter });
  }
  await ctx.journal.remember(seenKey(id), config);
}

import { toFault } from '../../base/fault.ts';
import { readConfFile } from '../../conf/load.ts';
import { parseConf } from '../../conf/parse.ts';
import type { CliContext } from './command.ts';
import { faultLine } from './fault-line.ts';

/**
 * Names of the presets by their numbers, for tables. A conf with errors gives what can be read of
 * it, which is good enough for a table; one that cannot be read at all is reported on standard
 * error and gives none.
 */
export async function presetNames(ctx: CliContext): Promise<ReadonlyMap<string, string>> {
  try {
    const { text, file } = await readConfFile(ctx.root);
    const { conf } = parseConf(text ?? '', file, ctx.root);
    return new Map(conf.presets.map(preset => [preset.id, preset.name]));
  } catch (error) {
    ctx.stderr.write(faultLine(toFault(error), ctx.language));
    return new Map();
  }
}

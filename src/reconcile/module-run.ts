import type { ModuleName } from '../base/names.ts';
import type { Context } from '../operations/engine/context.ts';
import type { Report } from './report.ts';

/** The processing module of a run, and where its findings are reported. */
export interface ModuleRun {
  readonly ctx: Context;
  readonly module: { readonly id: string; readonly name: string; readonly program: ModuleName };
  /** The modules that buy at the same vendor account, itself among them. */
  readonly modules: readonly string[];
  readonly report: Report;
}

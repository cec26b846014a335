import type { FaultTypeInfo } from './faults/fault-row.ts';
import { licenseFaults } from './faults/license-fault-types.ts';
import { ownFaults } from './faults/own-fault-types.ts';
import { panelFaults } from './faults/panel-fault-types.ts';
import { vendorFaults } from './faults/vendor-fault-types.ts';

/**
 * The one table of everything that can go wrong. A key is the `type` of the error document and
 * names `msg_error_KEY` in the module's XML description, which the build generates from this table.
 * `__object__` and `__value__` are BILLmanager's own macros for the document's params. Made on
 * first use: its texts would be a third of what a call by BILLmanager loads before its first
 * query.
 */
const makeTypes = () => ({
  ...vendorFaults(),
  ...licenseFaults(),
  ...panelFaults(),
  ...ownFaults(),
});

export type FaultType = keyof ReturnType<typeof makeTypes>;

let types: ReturnType<typeof makeTypes> | undefined;

/** The whole table. */
export function faultTypes(): Readonly<Record<FaultType, FaultTypeInfo>> {
  types ??= makeTypes();
  return types;
}

/** Is it a fault type? For values from a journal or a document. */
export const isFaultType = (type: unknown): type is FaultType =>
  typeof type === 'string' && Object.hasOwn(faultTypes(), type);

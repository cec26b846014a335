import type { FaultTypeInfo } from './faults/fault-row.ts';
import { licenseFaults } from './faults/license-fault-types.ts';
import { ownFaults } from './faults/own-fault-types.ts';
import { panelFaults } from './faults/panel-fault-types.ts';
import { vendorFaults } from './faults/vendor-fault-types.ts';

/**
 * The one table of everything that can go wrong. A key is the `type` of the error document and
 * names `msg_error_KEY` in the module's XML description, which the build generates from this table.
 * `__object__` and `__value__` are BILLmanager's own macros for the document's params. Made when it
 * is first asked for: its texts would be a third of what a call of BILLmanager loads before its
 * first question.
 */
const makeTypes = () => ({
  ...vendorFaults(),
  ...licenseFaults(),
  ...panelFaults(),
  ...ownFaults(),
});

export type FaultType = keyof ReturnType<typeof makeTypes>;

let types: ReturnType<typeof makeTypes> | undefined;

/** All of them. */
export function faultTypes(): Readonly<Record<FaultType, FaultTypeInfo>> {
  types ??= makeTypes();
  return types;
}

/** Is it the name of a fault, as a journal or a document has it? */
export const isFaultType = (type: unknown): type is FaultType =>
  typeof type === 'string' && Object.hasOwn(faultTypes(), type);

import { Fault, type FaultType, toFault } from '../base/fault.ts';
import type { AnswerError } from '../manager-api/answer-error.ts';
import { AnswerFault } from '../manager-api/errors.ts';

/** A manager's faults are worded for the license vendor; a panel's have their own texts. */
const PANEL_TYPES: Readonly<Partial<Record<FaultType, FaultType>>> = {
  upstream_unreachable: 'panel_unreachable',
  upstream_answer_lost: 'panel_answer_lost',
  upstream_answer_bad: 'panel_answer_bad',
  upstream_certificate: 'panel_certificate',
  upstream_auth: 'panel_auth',
  upstream_access: 'panel_access',
  upstream_busy: 'panel_busy',
  upstream_missed: 'panel_missed',
  upstream_value: 'panel_value',
  upstream_refused: 'panel_refused',
  not_sold_here: 'panel_refused',
  // a panel takes no money: such a refusal is a limit of its license
  upstream_money: 'panel_refused',
  module_setting_bad: 'panel_setting_bad',
};

/** A refusal by the panel itself, with the contents of its error document. */
class PanelRefusal extends Fault {
  readonly error: AnswerError;

  constructor(type: FaultType, fault: AnswerFault) {
    super(type, detailsOf(fault));
    this.error = fault.error;
  }
}

/** The panel's fault for a fault of the manager's client; others pass unchanged. */
export function panelFault(error: unknown): Fault {
  const fault = toFault(error);
  const type = PANEL_TYPES[fault.type];
  if (type === undefined) return fault;
  return fault instanceof AnswerFault
    ? new PanelRefusal(type, fault)
    : new Fault(type, detailsOf(fault));
}

function detailsOf(fault: Fault) {
  const { object, value, detail, kind } = fault;
  return { object, value, detail, kind, cause: fault };
}

/** The panel's own text of a refusal; '' if it has none. */
export const refusalText = (error: unknown): string =>
  error instanceof PanelRefusal ? error.error.message : '';

/** The panel has no such object. `missed` about the function is another matter. */
export const isMissed = (error: unknown): boolean =>
  error instanceof PanelRefusal && error.type === 'panel_missed';

/**
 * The name is taken: by a user, or by another object whose name it would share (its FTP user, its
 * group).
 */
export const isTaken = (error: unknown): boolean =>
  error instanceof PanelRefusal && error.error.type === 'exists';

/** The domain of a request is there already (docs/reference/panel-api.md, "Accounts"). */
export const isDomainTaken = (error: unknown): boolean =>
  isTaken(error) &&
  error instanceof PanelRefusal &&
  /^(?:name|domain|webdomain|emaildomain)$/.test(error.error.object);

/** The panel does not know the function: it is another manager, or a panel of another edition. */
export const isUnknownFunction = (error: unknown): boolean =>
  error instanceof PanelRefusal &&
  error.error.type === 'missed' &&
  /^(?:func|function|action)$/.test(error.error.object);

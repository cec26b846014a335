import { type Fault, faultText, type Language } from '../../base/fault.ts';
import { PROGRAM } from '../../base/names.ts';
import { safeText } from './safe-text.ts';

/**
 * A fault as the administrator reads it: one line. An unexpected one includes its technical text.
 */
export function faultLine(fault: Fault, language: Language): string {
  const detail = fault.type === 'internal' && fault.detail !== '' ? ` (${fault.detail})` : '';
  return `${PROGRAM}: ${safeText(faultText(fault, language) + detail)}\n`;
}

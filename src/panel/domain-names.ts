import { domainToASCII } from 'node:url';
import { Fault } from '../base/fault.ts';
import { type NameParts, withMacros } from './account-names.ts';

/** A label of the DNS: letters, digits and dashes, no dash at either end. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LONGEST_DOMAIN = 253;

/**
 * A domain as the panel takes it: in lower case, an international one as in the DNS (`xn--...`),
 * without a dot at its end. Null for what is no domain: at least two labels, the last one no
 * number.
 */
export function domainName(text: string): string | null {
  const trimmed = text.trim().replace(/\.$/, '');
  if (trimmed === '' || /[\s/:@?#%\\]/.test(trimmed)) return null;
  const name = domainToASCII(trimmed);
  const labels = name.split('.');
  const isDomain =
    labels.length > 1 &&
    name.length <= LONGEST_DOMAIN &&
    labels.every(label => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '');
  return isDomain ? name : null;
}

/**
 * The domain that a tariff's template gives a client who has none: the same macros as those of user
 * names. Throws domain_bad (final), naming the template, if that is no domain.
 */
export function domainFrom(template: string, parts: NameParts): string {
  const text = withMacros(template, parts);
  const name = domainName(text.replace(/_/g, '-'));
  if (name === null) throw new Fault('domain_bad', { object: template, value: text });
  return name;
}

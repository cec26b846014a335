import { createHash } from 'node:crypto';
import { asIs } from '../base/localized-text.ts';
import type { Conf } from './conf.ts';
import { readDirectives } from './directives.ts';
import { confLines } from './lines.ts';
import { Sections } from './sections.ts';
import type { ValidationError } from './validation-error.ts';

/**
 * Reads the text of etc/cpbillmgr.conf: Preset and Period lines, then INI sections (docs/conf.md,
 * "How it is written"). `file` names it in messages; relative paths are resolved against `root`,
 * the manager root. Never throws: whatever is wrong is in `errors`, in the order of the lines, and
 * `conf` has defaults in those places. A conf with errors is for showing, not for acting on.
 */
export function parseConf(
  text: string,
  file: string,
  root: string,
): { readonly conf: Conf; readonly errors: readonly ValidationError[] } {
  const errors: ValidationError[] = [];
  const lines = confLines(text, error => errors.push({ file, ...error }));
  const firstHeader = lines.findIndex(line => line.text.startsWith('['));
  const split = firstHeader < 0 ? lines.length : firstHeader;
  const directives = readDirectives(lines.slice(0, split));
  const sections = new Sections(lines.slice(split), root);
  refuseWithoutPreset(sections, directives.presets);
  const gateway = sections.settings('gateway');
  if ((gateway.tlsCert === '') !== (gateway.tlsKey === ''))
    for (const { line } of sections.all('gateway')) line.refuse(HALF_TLS, BOTH_TLS);
  const conf: Conf = {
    file,
    get fingerprint() {
      return createHash('sha256').update(text).digest('base64url').slice(0, 20);
    },
    ...directives,
    upstream: sections.settings('upstream'),
    sync: sections.settings('sync'),
    gateway,
    priced: sections.all('price').map(each => each.number),
    billmanager: sections.settings('billmanager'),
    log: sections.settings('log'),
    presetSettings: preset => sections.settings('preset', preset),
    priceSettings: pricelist => sections.settings('price', pricelist),
  };
  return { conf, errors: errors.toSorted((a, b) => a.line - b.line) };
}

function refuseWithoutPreset(sections: Sections, presets: Conf['presets']): void {
  for (const { number, line } of sections.all('preset'))
    if (!presets.some(preset => preset.id === number))
      line.refuse(
        {
          en: `[preset ${number}] without a line "Preset ${number}-NAME"`,
          ru: `[preset ${number}] без строки «Preset ${number}-НАЗВАНИЕ»`,
        },
        asIs(`Preset ${number}-...`),
      );
}

const HALF_TLS = {
  en: 'tls_cert or tls_key without the other one',
  ru: 'tls_cert или tls_key без второго ключа',
};
const BOTH_TLS = { en: 'both of them, or none', ru: 'либо оба, либо ни одного' };

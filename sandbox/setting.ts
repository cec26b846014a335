import { setModules } from './billmanager/fill.ts';
import type { BillingWorld } from './billmanager/world.ts';
import { PANEL_SETTINGS, type PanelWorld } from './panel/world.ts';
import { BILLING_SETTINGS, UPSTREAM_SETTINGS } from './store/settings.ts';
import { setBalance, setPrice } from './vendor/fill.ts';
import { hundredths } from './vendor/money.ts';
import type { UpstreamWorld } from './vendor/world.ts';

/** Beside the settings: what lies in tables of its own. */
export const TABLE_SETTINGS: Readonly<Record<string, string>> = {
  'balance.CURRENCY': 'money on the upstream account (balance: in its own currency)',
  'price.PRICELIST.PERIOD': 'upstream price; "none": not sold for that period',
  'sold.PRICELIST': 'on or off: is it on sale',
  'modules.TARIFF': 'processing modules of a local tariff, in their order: "1 3"',
};

/** One line on every setting: its name, and what it is for. */
export const SETTING_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ...Object.entries(TABLE_SETTINGS),
  ...Object.entries({ ...UPSTREAM_SETTINGS, ...PANEL_SETTINGS, ...BILLING_SETTINGS })
    .map(([name, rule]) => [name, rule.text] as const)
    .sort(([a], [b]) => a.localeCompare(b)),
];

/** The sides that have settings; those of the panel begin with `panel_`. */
interface SetWorlds {
  readonly upstream: UpstreamWorld;
  readonly panel: PanelWorld;
  readonly billing: BillingWorld;
}

/**
 * Sets what `sandbox set NAME VALUE` names; a setting that both sides have is set on both. Throws
 * an Error that says what there is.
 */
export function setSetting(worlds: SetWorlds, name: string, value: string): void {
  const { upstream, panel, billing } = worlds;
  if (setTable(upstream, name, value)) return;
  if (name.startsWith('modules.')) {
    setModules(billing, name.slice('modules.'.length), value.split(/[ ,]+/).map(whole));
    return;
  }
  let found = false;
  if (upstream.settings.has(name)) {
    upstream.settings.set(name, value);
    found = true;
  }
  if (billing.settings.has(name)) {
    billing.settings.set(name, value);
    found = true;
  }
  if (panel.settings.has(name)) {
    panel.settings.set(name, value);
    found = true;
  }
  if (found) return;
  const names = SETTING_TEXTS.map(([each]) => each);
  throw new Error(`there is no setting "${name}"; there are: ${names.join(', ')}`);
}

function setTable({ store, settings }: UpstreamWorld, name: string, value: string): boolean {
  const [kind, first = '', second = ''] = name.split('.');
  if (kind === 'balance') {
    setBalance(store, first || settings.get('currency'), hundredths(value));
    return true;
  }
  if (kind === 'price' && second !== '') {
    const [pricelist, period] = [whole(first), whole(second)];
    const currency = settings.get('currency');
    if (value !== 'none') setPrice(store, pricelist, currency, period, hundredths(value));
    else
      store.run(
        'DELETE FROM prices WHERE pricelist = ? AND currency = ? AND period = ?',
        pricelist,
        currency,
        period,
      );
    return true;
  }
  if (kind === 'sold' && first !== '') {
    if (value !== 'on' && value !== 'off')
      throw new Error(`setting ${name}: on or off, not "${value}"`);
    store.run('UPDATE pricelists SET sold = ? WHERE id = ?', value === 'on' ? 1 : 0, whole(first));
    return true;
  }
  return false;
}

function whole(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`"${text}" is no number`);
  return Number(text);
}

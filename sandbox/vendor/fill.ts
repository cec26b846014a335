import type { Store } from '../store/store.ts';
import { type CatalogEntry, CHOICE, type Costs, CURRENT } from './catalog.ts';
import { CLASSIC, type ClassicEntry } from './classic-catalog.ts';

/** Fills an empty store with the price list, an account with money, and nothing sold yet. */
export function fillUpstream(store: Store): void {
  if (store.get('SELECT 1 FROM pricelists LIMIT 1')) return;
  store.transaction(() => {
    for (const entry of CURRENT) addEntry(store, entry);
    for (const entry of CLASSIC) addClassic(store, entry);
    setBalance(store, 'EUR', 100_000);
    setBalance(store, 'RUB', 5_000_000);
    // ids of the two billings must not be mistaken for each other
    store.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('services', 700000)");
  });
}

export function setBalance(store: Store, currency: string, amount: number): void {
  store.run('INSERT OR REPLACE INTO balance (currency, amount) VALUES (?, ?)', currency, amount);
}

export function setPrice(
  store: Store,
  pricelist: number,
  currency: string,
  period: number,
  cost: number,
): void {
  store.run(
    'INSERT OR REPLACE INTO prices (pricelist, currency, period, cost) VALUES (?, ?, ?, ?)',
    pricelist,
    currency,
    period,
    cost,
  );
}

function addEntry(store: Store, entry: CatalogEntry): void {
  const { id, itemtype, family, name, addon } = entry;
  const intname = entry.intname ?? String(id);
  store.insert('pricelists', {
    id,
    itemtype,
    family,
    name,
    intname,
    additionintname: entry.additionintname ?? '',
  });
  addPrices(store, id, 'EUR', entry.eur);
  if (entry.rub) addPrices(store, id, 'RUB', entry.rub);
  addChoice(store, entry);
  if (!addon) return;
  store.insert('pricelists', {
    id: addon.id,
    itemtype: 'addon',
    family,
    name: addon.name,
    intname: String(addon.id),
    parent: id,
    addonlimit: addon.included,
    addonmax: addon.max,
  });
  addPrices(store, addon.id, 'EUR', addon.eur);
}

function addChoice(store: Store, { id: parent, family, choice }: CatalogEntry): void {
  if (!choice) return;
  const { id, name, values } = choice;
  const intname = String(id);
  const addonlimit = values[0]?.id ?? 0;
  store.insert('pricelists', { id, itemtype: CHOICE, family, name, intname, parent, addonlimit });
  for (const value of values) {
    store.insert('pricelists', {
      ...{ id: value.id, itemtype: 'enumerationitem', family, parent: id },
      ...{ name: value.name, intname: String(value.id) },
    });
    addPrices(store, value.id, 'EUR', value.eur);
  }
}

function addClassic(store: Store, entry: ClassicEntry): void {
  const { id, family, name } = entry;
  store.insert('pricelists', {
    id,
    itemtype: 'soft',
    family,
    name,
    intname: `${id}-${name}`,
    classic: 1,
  });
  for (const [period, length, cost] of entry.periods) {
    store.insert('classic_periods', { id: period, price: id, period: length });
    setPrice(store, id, 'EUR', length, cost);
  }
}

function addPrices(store: Store, pricelist: number, currency: string, costs: Costs): void {
  for (const [period, cost] of Object.entries(costs))
    setPrice(store, pricelist, currency, Number(period), cost);
}

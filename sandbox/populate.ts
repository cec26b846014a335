import { connectedTariff } from './billmanager/fill.ts';
import type { BillingWorld } from './billmanager/world.ts';
import { plusDays, plusMonths } from './store/time.ts';
import { nextChange } from './vendor/services.ts';
import type { UpstreamWorld } from './vendor/world.ts';

const PRICELIST = 3541;
/** End dates are spread over so many days from a month on. */
const SPREAD_DAYS = 300;

/**
 * So many active services of the first tariff, each with its license, key and params, as if opened
 * long ago.
 */
export function populate(upstream: UpstreamWorld, billing: BillingWorld, count: number): void {
  const today = upstream.clock.today();
  const created = plusMonths(today, -1);
  const firstItem = nextId(
    billing.store.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'item'"),
  );
  const firstLicense = nextId(
    upstream.store.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'services'"),
  );
  const tariff = connectedTariff(billing, PRICELIST);
  const endOf = (index: number): string => plusDays(today, 30 + (index % SPREAD_DAYS));
  upstream.store.transaction(() => {
    const changed = nextChange(upstream);
    for (let index = 0; index < count; index += 1) {
      upstream.store.insert('services', {
        id: firstLicense + index,
        itemtype: 'soft',
        pricelist: PRICELIST,
        period: 1,
        status: 2,
        ip: addressOf(index),
        licname: `license ${firstItem + index}`,
        remoteid: String(firstItem + index),
        lickey: keyOf(firstLicense + index),
        createdate: created,
        expiredate: endOf(index),
        cost: 400,
        changed: changed + index,
      });
    }
  });
  billing.store.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const id = firstItem + index;
      billing.store.insert('item', {
        id,
        itemtype: 'soft',
        pricelist: tariff.id,
        period: 1,
        status: 2,
        createdate: created,
        opendate: created,
        expiredate: endOf(index),
        account: 1,
        processingmodule: tariff.processingmodule,
        name: tariff.name,
      });
      const params = {
        ip: addressOf(index),
        licname: `license ${id}`,
        license_id: String(firstLicense + index),
        lickey: keyOf(firstLicense + index),
        license_expiredate: endOf(index),
      };
      for (const [intname, value] of Object.entries(params)) {
        billing.store.insert('itemparam', { item: id, intname, value, crypted: 0 });
      }
    }
  });
}

const nextId = (row: { seq: number } | undefined): number => (row?.seq ?? 0) + 1;
const keyOf = (license: number): string =>
  `${license}-SBXKEY-${license.toString(16).toUpperCase().padStart(12, '0')}`;
const addressOf = (index: number): string =>
  `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

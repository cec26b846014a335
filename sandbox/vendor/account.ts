import { doc, type El, el, fields } from '../store/document.ts';
import { decimal } from './money.ts';
import type { UpstreamWorld } from './world.ts';

interface BalanceRow {
  readonly currency: string;
  readonly amount: number;
}

const PROJECT = 'ISPsystem';

/** `subaccount`: the balance in each currency. */
export function subaccount(world: UpstreamWorld): El {
  return doc(
    balances(world).map(({ currency, amount }, index) =>
      el('elem', fields({ id: index + 1, project: PROJECT, currency, balance: decimal(amount) })),
    ),
  );
}

/** `accountinfo` of the oldest dialect: id, project, balance; the currency is not told. */
export function accountInfo(world: UpstreamWorld): El {
  const own = balances(world).filter(each => each.currency === world.settings.get('currency'));
  return doc(
    own.map(({ amount }) =>
      el('elem', fields({ id: 1, project: PROJECT, balance: decimal(amount) })),
    ),
  );
}

function balances(world: UpstreamWorld): BalanceRow[] {
  return world.store.all<BalanceRow>('SELECT currency, amount FROM balance ORDER BY currency');
}

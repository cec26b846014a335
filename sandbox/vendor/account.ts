import { doc, type El, el, fields, listDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { decimal } from './money.ts';
import type { UpstreamCall, UpstreamWorld } from './world.ts';

interface BalanceRow {
  readonly currency: string;
  readonly amount: number;
}

const PROJECT = 'ISPsystem';

/** `subaccount`: the balance in each currency, for a login that may see it. */
export function subaccount(world: UpstreamWorld, call: UpstreamCall): El {
  requireRight(world, call);
  const rows = balances(world).map(({ currency, amount }, index) =>
    el('elem', fields({ id: index + 1, project: PROJECT, currency, balance: decimal(amount) })),
  );
  return listDoc(rows, { number: 1, size: Math.max(rows.length, 1), total: rows.length });
}

function requireRight(world: UpstreamWorld, { func }: UpstreamCall): void {
  if (world.settings.get('balance_right') === 'off') throw new PanelError('access', func);
}

/** `accountinfo` of the oldest dialect: id, project, balance; the currency is not told. */
export function accountInfo(world: UpstreamWorld, call: UpstreamCall): El {
  requireRight(world, call);
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

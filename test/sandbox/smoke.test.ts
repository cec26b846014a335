import { expect, test } from 'vitest';
import { ask, mgrctl, orderUpstream, sandboxFor, shellModule } from './helpers.ts';

test('smoke', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox, { remoteid: '117' });
  console.log(
    await ask(sandbox, 'soft.edit', { elid: id }),
    await ask(sandbox, 'soft'),
    await ask(sandbox, 'subaccount'),
  );
  console.log(await ask(sandbox, 'pricelist.export', { pricelist: 4601, out: 'json' }));
  console.log(sandbox.charges(), sandbox.balance());
  shellModule(sandbox, 'mgrctl soft.open elid=$ITEM sok=ok');
  const t = Date.now();
  const result = await sandbox.order({ tariff: '3541', ip: '192.0.2.9', licname: 'x' });
  console.log(result, Date.now() - t, sandbox.service(result.item));
  console.log(await mgrctl(sandbox, ['soft.edit', `elid=${result.item}`]));
  const t2 = Date.now();
  console.log(await mgrctl(sandbox, ['processing.edit', `elid=1`]), Date.now() - t2);
  console.log(sandbox.calls());
  expect(1).toBe(1);
});

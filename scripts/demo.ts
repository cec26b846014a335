import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type RunningSandbox, startSandbox } from '../sandbox/sandbox.ts';
import { narrator } from './lib/narrator.ts';

/** A monthly license, and one that is sold by the month and bought by the year. */
const CONF =
  'rate = 100\nkey_wait = 0\nsettle = 1\n\n[preset 4601]\nperiod.1 = 12\naddon.4602 = 1\n';

const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-demo-'));
const box = await startSandbox({
  dir,
  dist: resolve(import.meta.dirname, '../dist'),
  confTail: CONF,
});
const tell = narrator(box, text => process.stdout.write(text));
try {
  await monthly(box);
  await boughtByTheYear(box);
  await lostAnswer(box);
  await storage(box);
  tell.balance();
} finally {
  await box.close();
  rmSync(dir, { recursive: true, force: true });
}
process.exitCode = tell.failures === 0 ? 0 : 1;

async function monthly(sandbox: RunningSandbox): Promise<void> {
  tell.chapter('A license sold and bought by the month (ISPmanager Lite)');
  const { item } = await tell.operation('A client orders it for one month', () =>
    sandbox.order({ tariff: '3541', ip: '192.0.2.10', licname: 'shop.example.com' }),
  );
  tell.clock('+27d');
  await tell.operation('The client pays for another month', () => sandbox.prolong(item));
  await tell.operation('The client falls behind: BILLmanager suspends the service', () =>
    sandbox.suspend(item),
  );
  await tell.operation('... who pays, and the service is resumed', () => sandbox.resume(item));
  await tell.operation('The server moves to another address', () =>
    sandbox.setparam(item, { ip: '192.0.2.20' }),
  );
  await tell.operation('The client leaves: the service is closed', () =>
    sandbox.closeService(item),
  );
  tell.total(item, 2);
}

async function boughtByTheYear(sandbox: RunningSandbox): Promise<void> {
  tell.chapter(
    'A license sold by the month and bought by the year (ISPmanager Business, "period.1 = 12")',
  );
  const { item } = await tell.operation(
    'A client orders it for one month, with two more nodes',
    () =>
      sandbox.order({ tariff: '4601', ip: '192.0.2.30', licname: 'cluster', addons: { 4602: 2 } }),
  );
  for (let month = 2; month <= 12; month++) {
    sandbox.setClock('+1M');
    await tell.quiet(`Month ${month}, ${sandbox.today()}: renewed for the client`, item, () =>
      sandbox.prolong(item),
    );
  }
  await tell.operation('Month 13: the year is used up, so the next one is bought', () =>
    sandbox.prolong(item),
  );
  await tell.operation('The client leaves: the service is closed', () =>
    sandbox.closeService(item),
  );
  tell.total(item, 2);
}

/** The second module: no license vendor, but an ISPmanager panel. */
async function storage(sandbox: RunningSandbox): Promise<void> {
  tell.chapter('External FTP storage: an account of an ISPmanager panel (pmcpispmgr)');
  const { item } = await tell.operation('A client orders it with three more gigabytes', () =>
    sandbox.order({ tariff: 'storage', addons: { disc: 3 } }),
  );
  await tell.operation('The client leaves: the account is deleted', () =>
    sandbox.closeService(item),
  );
}

async function lostAnswer(sandbox: RunningSandbox): Promise<void> {
  tell.chapter('The answer to an order is lost on its way');
  sandbox.addFault({ side: 'upstream', func: 'soft.order.param', action: 'reset-after', count: 1 });
  const { item } = await tell.operation(
    'A client orders; the line breaks after the vendor has charged',
    () => sandbox.order({ tariff: '3541', ip: '192.0.2.40', licname: 'lost' }, { attempts: 3 }),
  );
  tell.total(item, 1);
}

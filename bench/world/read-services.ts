import { steadyMs, systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { databaseFacts } from '../../src/billmanager/database/database-facts.ts';
import { databaseSettings } from '../../src/billmanager/database/panel-settings.ts';
import { DatabaseSession } from '../../src/billmanager/database/session.ts';
import { formFacts } from '../../src/billmanager/forms/form-facts.ts';
import { Mgrctl } from '../../src/billmanager/mgrctl/mgrctl.ts';

/*
 * Reads all services of the first processing module as the product does, and tells how many they
 * were, how long it took, and by how much the process has grown. Argument: the manager root.
 */

const [root = ''] = process.argv.slice(2);
const NOTHING_OWN = { host: '', user: '', password: '', name: '', socket: '', ca: '' };
const ITEMTYPES = ['soft'];
const manager = new Mgrctl({ root, moduleName: 'pmcpbillmgr', mayAct: () => undefined });
const session = new DatabaseSession(
  () => databaseSettings(root, NOTHING_OWN, manager),
  systemClock,
);
const facts = databaseFacts(session, {
  itemtypes: ITEMTYPES,
  forms: formFacts(manager, { itemtypes: ITEMTYPES, log: silentLog }),
  decrypt: async () => null,
});
// what is loaded and connected at first is no part of it
await facts.modules();
const before = process.resourceUsage().maxRSS;
const begin = steadyMs();
let services = 0;
for await (const row of facts.services('soft', '1')) services += row.params.size > 0 ? 1 : 0;
const ms = steadyMs() - begin;
session.close();
process.send?.({ services, ms, mib: (process.resourceUsage().maxRSS - before) / 1024 });
process.disconnect?.();

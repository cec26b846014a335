import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { BillmanagerWorld } from '../support/billmanager-world.ts';
import { CLONE } from './audit.ts';
import { callModule, runCheckevent } from './module-process.ts';
import type { World } from './world.ts';

/** What its BILLmanager goes on to ask of each service. */
const COMMANDS = ['prolong', 'suspend', 'setparam', 'open', 'close'];
const DAY_MS = 86_400_000;

/**
 * A copy of the whole installation is started on another machine, and its BILLmanager and cron go
 * on for some days, as the original's do: nothing is bought, changed or closed by it before a person
 * has answered.
 */
export async function letCloneRun(world: World, event: number): Promise<void> {
  const file = world.state.clone();
  if (file === null) return;
  const journal = await openJournal({ file });
  const { machines } = await journal.installation();
  // as it is on the machine that it was copied from
  await journal.changeInstallation({ machine: ORIGINAL, onlyMachine: true });
  await journal.dispose();
  // before its first operation an installation is nobody's yet
  if (machines.length === 0) return;
  const billmanager = copyOf(world);
  const around = { ...world.around, stateFile: file, billmanager };
  const before = shownServices(billmanager);
  world.kinds.count('clone');
  for (let day = 0; day < 3; day++) {
    await world.run(`${CLONE}${event} checkevent]`, event, 900 + day, process =>
      runCheckevent(process, around).catch(() => null),
    );
    for (const [index, item] of [...billmanager.services.keys()].entries()) {
      const command = COMMANDS[(event + day + index) % COMMANDS.length] ?? 'prolong';
      const runningOperation = billmanager.addOperation(item, command, event).id;
      const name = `${CLONE}${event} ${command} ${item}]`;
      await world.run(name, event, 910 + day, process =>
        callModule(process, around, { command, item, runningOperation }),
      );
    }
    await world.timeline.pause(DAY_MS);
  }
  if (shownServices(billmanager) !== before)
    world.audit.violate(
      `a clone changed its services: ${before} became ${shownServices(billmanager)}`,
    );
}

const ORIGINAL = { id: 'the original machine', hardware: '' };

function copyOf({ billmanager, plan, timeline }: World): BillmanagerWorld {
  const copy = new BillmanagerWorld(plan.settings, timeline, () => {});
  for (const [id, service] of billmanager.services) copy.services.set(id, structuredClone(service));
  for (const [id, module] of billmanager.modules) copy.modules.set(id, module);
  copy.lastOperation = billmanager.lastOperation;
  return copy;
}

const shownServices = ({ services }: BillmanagerWorld): string =>
  [...services.values()]
    .map(({ id, status, params }) => `${id} ${status} ${params.get('license_id') ?? ''}`)
    .join(', ');

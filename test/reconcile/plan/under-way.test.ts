import { describe, expect, test } from 'vitest';
import type { Context, ServiceCall } from '../../../src/operations/engine/context.ts';
import { close } from '../../../src/operations/licenses/close.ts';
import { genKey } from '../../../src/operations/licenses/gen-key.ts';
import { open } from '../../../src/operations/licenses/open.ts';
import { prolong } from '../../../src/operations/licenses/prolong.ts';
import { resume } from '../../../src/operations/licenses/resume.ts';
import { setparam } from '../../../src/operations/licenses/setparam.ts';
import { suspend } from '../../../src/operations/licenses/suspend.ts';
import { makePlan } from '../../../src/reconcile/plan/make-plan.ts';
import { aWorld } from '../../support/a-world.ts';
import type { SimService } from '../../support/billmanager-world.ts';
import { opened } from '../../support/service.ts';

type World = ReturnType<typeof aWorld>;

interface UnderWay {
  readonly run: (ctx: Context, call: ServiceCall) => Promise<unknown>;
  readonly prepare: (world: World) => Promise<SimService>;
}

const served = async (world: World): Promise<SimService> => (await opened(world)).service;

const OPERATIONS: Readonly<Record<string, UnderWay>> = {
  open: { run: open, prepare: async world => world.order() },
  prolong: { run: prolong, prepare: served },
  suspend: { run: suspend, prepare: served },
  resume: {
    run: resume,
    async prepare(world) {
      const service = await served(world);
      await suspend(world.ctx, world.asked(service, 'suspend'));
      return service;
    },
  },
  setparam: {
    run: setparam,
    async prepare(world) {
      const service = await served(world);
      return Object.assign(service, { licname: 'market', tariff: '11', lastpricelist: '10' });
    },
  },
  gen_key: { run: genKey, prepare: served },
  close: { run: close, prepare: served },
};

/** The world in which an operation is about to begin. */
async function aboutTo(command: string) {
  const world = aWorld();
  const operation = OPERATIONS[command];
  if (!operation) throw new Error(command);
  const service = await operation.prepare(world);
  const call = world.asked(service, command);
  world.script.requests.length = 0;
  world.script.calls.length = 0;
  return { world, run: (ctx = world.ctx) => operation.run(ctx, call) };
}

const kindsOf = async (world: World) =>
  (await makePlan(world.restart(), () => true)).accounts.flatMap(({ differences }) =>
    differences.map(({ kind, here, there }) => [kind, here, there]),
  );

/** As often as it came before it is fine; then the process is killed. */
const fates = (names: readonly string[], at: number) =>
  [
    ...names
      .slice(0, at)
      .filter(each => each === names[at])
      .map(() => 'fine'),
    'killed',
  ] as const;

describe('a plan shows nothing of what is under way', () => {
  test.each(Object.keys(OPERATIONS))('in %s, wherever its process was killed', async command => {
    const clean = await aboutTo(command);
    await clean.run();
    const { requests, calls } = clean.world.script;
    const [asked, told] = [[...requests], [...calls]];
    expect(asked.length + told.length).toBeGreaterThan(1);
    for (let at = 0; at < asked.length; at++) {
      const { world, run } = await aboutTo(command);
      world.script.wire(asked[at] ?? '', ...(fates(asked, at) as readonly ('fine' | 'killed')[]));
      await world.killed(() => run());
      expect([asked[at], await kindsOf(world)]).toEqual([asked[at], []]);
    }
    for (let at = 0; at < told.length; at++) {
      const { world, run } = await aboutTo(command);
      world.script.billmanager(
        told[at] ?? '',
        ...(fates(told, at) as readonly ('fine' | 'killed')[]),
      );
      await world.killed(() => run());
      expect([told[at], await kindsOf(world)]).toEqual([told[at], []]);
    }
  });

  test.each(Object.keys(OPERATIONS))('and nothing of %s once it is done', async command => {
    const { world, run } = await aboutTo(command);
    await run();
    expect(await kindsOf(world)).toEqual([]);
  });
});

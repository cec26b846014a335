import { expect, test } from 'vitest';
import {
  resumeStep,
  suspendStep,
} from '../../../../src/operations/licenses/license/power-steps.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened, ownOf, runOf, targetFor } from '../../../support/service.ts';

const STEPS = { suspend: suspendStep, resume: resumeStep } as const;
const BEFORE = { suspend: 'active', resume: 'suspended' } as const;
const AFTER = { suspend: 'suspended', resume: 'active' } as const;

test.each(['suspend', 'resume'] as const)(
  '%s is sent once, however it is interrupted, and noted in the ledger',
  async name => {
    const world = aWorld();
    const { service, license } = await opened(world);
    license.status = BEFORE[name];
    const target = await targetFor(world.ctx, service);
    const own = await ownOf(world.ctx, target);
    world.script.wire(name, 'killed');
    await world.killed(async () =>
      (await runOf(world.ctx, target, name)).step(name, STEPS[name](target, own)),
    );
    const ctx = world.restart();
    const now = await targetFor(ctx, service);
    await (await runOf(ctx, now, name)).step(name, STEPS[name](now, await ownOf(ctx, now)));
    expect(license.status).toBe(AFTER[name]);
    expect(world.script.requests.filter(each => each === name)).toHaveLength(1);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ status: AFTER[name] });
  },
);

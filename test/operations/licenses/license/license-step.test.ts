import { describe, expect, test } from 'vitest';
import { licenseStep } from '../../../../src/operations/licenses/license/license-step.ts';
import { aWorld } from '../../../support/a-world.ts';
import { HELD } from '../../../support/permit.ts';
import { opened, ownOf, targetFor } from '../../../support/service.ts';

async function aStep() {
  const world = aWorld();
  const { service, license } = await opened(world);
  const target = await targetFor(world.ctx, service);
  const own = await ownOf(world.ctx, target);
  const step = licenseStep(target, own, {
    intent: { name: 'store' },
    isDone: ({ licname }, intent) => licname === intent['name'],
    act: (permit, intent) => target.vendor.change(permit, { licname: intent['name'] ?? '' }),
    change: intent => ({ licname: intent['name'] ?? '' }),
  });
  return { ...world, target, own, license, step };
}

describe('a step on one license', () => {
  test('is found when the license reads as intended', async () => {
    const { license, step } = await aStep();
    expect(await step.find(step.intent)).toBeNull();
    license.licname = 'store';
    expect(await step.find(step.intent)).toEqual({ name: 'store' });
  });

  test('acts by the intent that was noted, and changes its own row', async () => {
    const { license, own, step } = await aStep();
    const noted = { name: 'noted' };
    expect(await step.act(noted, HELD)).toEqual(noted);
    expect(license.licname).toBe('noted');
    expect(step.ledger?.(noted)).toEqual([{ update: own.ledger.id, change: { licname: 'noted' } }]);
  });

  test('notes nothing where there is nothing to note', async () => {
    const { target, own } = await aStep();
    const act = async () => undefined;
    const step = licenseStep(target, own, { intent: {}, isDone: () => true, act });
    expect(step.ledger?.({})).toEqual([]);
  });

  test('on a license that was deleted meanwhile is told so', async () => {
    const { vendor, license, step } = await aStep();
    vendor.setStatus(license.id, 'deleted');
    const gone = { type: 'license_gone', value: license.id };
    await expect(step.act(step.intent, HELD)).rejects.toMatchObject(gone);
    await expect(step.find(step.intent)).rejects.toMatchObject(gone);
  });
});

import { expect, test } from 'vitest';
import { releaseStep } from '../../../../src/operations/licenses/acquire/release.ts';
import { aWorld } from '../../../support/a-world.ts';
import { MARK } from '../../../support/remoteid.ts';
import { opened, openingFor, ownOf, runOf } from '../../../support/service.ts';

test('a license is named as released at the vendor, and serves nobody', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  const target = await openingFor(world.ctx, service);
  const run = await runOf(world.ctx, target, 'reopen');
  await run.step('release', releaseStep(world.ctx, target, await ownOf(world.ctx, target)));
  const remoteid = `${MARK}-free-${service.id}`;
  expect(license).toMatchObject({ remoteid, licname: `released ${service.id}` });
  expect(await world.ctx.journal.licenseOf(service.id)).toBeNull();
  expect(await world.ctx.journal.licenses({ state: 'released' })).toMatchObject([
    { licenseId: license.id, item: null, remoteid, paidUntil: null },
  ]);
});

import { describe, expect, test } from 'vitest';
import { noteOutsideSuspension } from '../../../../src/operations/engine/outside-suspension.ts';
import { prolong } from '../../../../src/operations/licenses/prolong.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened } from '../../../support/service.ts';

/** A license that ran out on 10 April and was suspended by the vendor; its client pays on the 12th. */
async function paidLate() {
  const world = aWorld();
  const { service, license } = await opened(world);
  world.timeline.now = Date.parse('2027-04-12T12:00:00Z');
  license.status = 'suspended';
  world.billmanager.moveEnd(service);
  return { ...world, service, license, call: world.asked(service, 'prolong') };
}

describe('a renewal of a license that has run out', () => {
  test('ends with its resumption where the vendor alone had suspended it', async () => {
    const { ctx, license, call } = await paidLate();
    await prolong(ctx, call);
    expect([license.status, license.expiredate]).toEqual(['active', '2027-05-10']);
  });

  test('also where that has come over to BILLmanager', async () => {
    const { ctx, service, license, call } = await paidLate();
    await noteOutsideSuspension(ctx, service.id);
    service.status = 'suspended';
    await prolong(ctx, call);
    expect(license.status).toBe('active');
  });

  test('not where BILLmanager has suspended the service', async () => {
    const { ctx, service, license, call, script } = await paidLate();
    service.status = 'suspended';
    await prolong(ctx, call);
    expect([license.status, license.expiredate]).toEqual(['suspended', '2027-05-10']);
    expect(script.requests).not.toContain('resume');
  });

  test('not while it has run out again: an attempt that was cut short was told late', async () => {
    const { ctx, license, call, script, killed, restart, timeline } = await paidLate();
    script.billmanager('postprolong', 'killed');
    license.status = 'active';
    await killed(() => prolong(ctx, call));
    timeline.now = Date.parse('2027-05-12T12:00:00Z');
    license.status = 'suspended';
    await prolong(restart(), call);
    expect([license.status, license.expiredate]).toEqual(['suspended', '2027-05-10']);
    expect(script.requests).not.toContain('resume');
  });

  test('is not asked where the vendor resumes by itself', async () => {
    const { ctx, vendor, call, script } = await paidLate();
    const renew = vendor.prolong.bind(vendor);
    vendor.prolong = (id, ...rest) => {
      const answer = renew(id, ...rest);
      vendor.setStatus(id, 'active');
      return answer;
    };
    await prolong(ctx, call);
    expect(script.requests).not.toContain('resume');
  });

  test('once, and also when the process died after the charge', async () => {
    const { ctx, license, call, script, killed, restart, charges } = await paidLate();
    script.wire('resume', 'killed');
    await killed(() => prolong(ctx, call));
    await prolong(restart(), call);
    expect(license.status).toBe('active');
    expect(charges).toHaveLength(1);
    const other = await paidLate();
    other.script.wire('prolong', 'killed');
    await other.killed(() => prolong(other.ctx, other.call));
    await prolong(other.restart(), other.call);
    expect([other.license.status, other.charges.length]).toEqual(['active', 1]);
  });
});

import { describe, expect, test } from 'vitest';
import {
  isOutsideSuspension,
  noteOutsideSuspension,
} from '../../../src/operations/engine/outside-suspension.ts';
import { resume } from '../../../src/operations/licenses/resume.ts';
import { aWorld, day } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';

async function suspended() {
  const world = aWorld({ settings: { lapses: true } });
  const { service, license } = await opened(world);
  license.status = 'suspended';
  service.status = 'suspended';
  return { ...world, service, license, call: world.asked(service, 'resume') };
}

describe('resuming', () => {
  test('resumes the license and tells BILLmanager; nothing is paid', async () => {
    const { ctx, service, license, billmanager, charges, call } = await suspended();
    await noteOutsideSuspension(ctx, service.id);
    await resume(ctx, call);
    expect([license.status, service.status]).toEqual(['active', 'active']);
    expect(billmanager.operations.size).toBe(0);
    expect(charges).toEqual([]);
    expect(await isOutsideSuspension(ctx, service.id)).toBe(false);
  });

  test('renews first what has run out, as far as the client has paid', async () => {
    const { ctx, service, license, charges, call } = await suspended();
    license.expiredate = day('2027-02-10');
    service.expiredate = day('2027-04-10');
    await resume(ctx, call);
    expect(license).toMatchObject({ status: 'active', expiredate: '2027-04-10' });
    expect(charges).toHaveLength(2);
    expect(service.params.get('license_expiredate')).toBe('2027-04-10');
  });

  test('renews by what it takes to resume, where the client has paid no further', async () => {
    const { ctx, service, license, charges, call } = await suspended();
    license.expiredate = day('2027-03-01');
    service.expiredate = day('2027-03-01');
    await resume(ctx, call);
    expect(license.expiredate).toBe('2027-04-01');
    expect(charges).toHaveLength(1);
  });

  test.each(['prolong', 'resume'])('whose %s killed the process pays once', async func => {
    const { ctx, license, charges, script, killed, restart, call } = await suspended();
    license.expiredate = day('2027-03-01');
    script.wire(func, 'killed');
    await killed(() => resume(ctx, call));
    await resume(restart(), call);
    expect(license.status).toBe('active');
    expect(charges).toHaveLength(2);
    expect(script.requests.filter(each => each === 'resume')).toHaveLength(1);
  });

  test('pays nothing by an end date that is missing, and resumes all the same where none is sold', async () => {
    const { ctx, vendor, license, charges, call } = await suspended();
    license.endUnread = '';
    await expect(resume(ctx, call)).rejects.toMatchObject({ type: 'upstream_answer_bad' });
    expect(license.status).toBe('suspended');
    vendor.abilities = { ...vendor.abilities, prolong: false };
    await resume(ctx, call);
    expect(license.status).toBe('active');
    expect(charges).toEqual([]);
  });

  test('pays for nothing and resumes nothing that is somebody else’s', async () => {
    const { ctx, license, charges, call } = await suspended();
    Object.assign(license, { remoteid: '999', expiredate: day('2027-03-01') });
    await expect(resume(ctx, call)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.status).toBe('suspended');
    expect(charges).toEqual([]);
  });
});

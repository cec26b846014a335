import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import {
  isGone,
  onLicense,
  readLicense,
  requirePrepared,
} from '../../../../src/operations/licenses/license/read-license.ts';
import { aWorld, type WorldOptions } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

const about = async (options: WorldOptions = {}) => {
  const world = aWorld(options);
  return { ...world, target: await targetFor(world.ctx, world.order()) };
};

describe('a license', () => {
  test('is read as the vendor has it now', async () => {
    const { target, sold } = await about();
    const { id } = sold({ licname: 'shop' });
    expect(await readLicense(target, id)).toMatchObject({ id, licname: 'shop' });
  });

  test.each([true, false])('that is deleted is gone, with a form or without: %s', async form => {
    const { target, sold } = await about({ settings: { deletedForm: form } });
    const { id } = sold({ status: 'deleted' });
    await expect(readLicense(target, id)).rejects.toMatchObject({
      type: 'license_gone',
      object: target.item,
      value: id,
    });
  });

  test.each([
    ['ordered', true],
    ['processing', true],
    ['active', false],
    ['suspended', false],
    [null, false],
  ] as const)('with status %s is still prepared: %s', async (status, is) => {
    const { vendor, sold } = await about();
    const license = vendor.read(sold().id);
    if (license === null) throw new Error('there is no license');
    const require = () => requirePrepared({ ...license, status });
    if (is) expect(require).toThrow(expect.objectContaining({ type: 'license_preparing' }));
    else require();
  });
});

describe('an act on a license', () => {
  const failing = async (fault: Fault) => {
    const { target } = await about();
    return onLicense(target, '101', () => Promise.reject(fault)).catch((error: unknown) => error);
  };

  test('that the vendor does not know any more is told as gone', async () => {
    for (const details of [{ object: 'elid' }, { object: 'x', value: '101' }]) {
      const error = await failing(new Fault('upstream_missed', details));
      expect(error).toMatchObject({ type: 'license_gone', value: '101' });
      expect(isGone(error)).toBe(true);
    }
  });

  test('that misses something else, or fails otherwise, is told as it is', async () => {
    for (const fault of [
      new Fault('upstream_missed', { object: 'pricelist', value: '3541' }),
      new Fault('upstream_refused', { object: 'elid', value: '101' }),
    ]) {
      expect(await failing(fault)).toBe(fault);
      expect(isGone(fault)).toBe(false);
    }
  });
});

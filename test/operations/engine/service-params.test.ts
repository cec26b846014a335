import { describe, expect, test } from 'vitest';
import { saveServiceParams } from '../../../src/operations/engine/service-params.ts';
import { aWorld } from '../../support/a-world.ts';

const DAY_MS = 24 * 3600 * 1000;
const KEY = { name: 'lickey', value: 'KEY', secret: true };
const ID = { name: 'license_id', value: '101' };

function world() {
  const made = aWorld();
  const service = made.order();
  const save = async (...params: { name: string; value: string; secret?: boolean }[]) => {
    const view = made.billmanager.serviceView(service.id);
    if (view === null) throw new Error('no service');
    made.script.calls.length = 0;
    await saveServiceParams(made.ctx, view, params);
  };
  return { ...made, service, save };
}

describe('parameters are saved', () => {
  test('and read back once, then again after a while', async () => {
    const { save, script, timeline, service } = world();
    await save(KEY, ID);
    expect(script.calls).toEqual(['saveparam', 'service', 'saveparam']);
    expect(Object.fromEntries(service.params)).toEqual({ lickey: 'KEY', license_id: '101' });
    await save({ ...KEY, value: 'NEW' }, { ...ID, value: '102' });
    expect(script.calls).toEqual(['saveparam', 'saveparam']);
    await timeline.pause(DAY_MS);
    await save({ ...ID, value: '103' });
    expect(script.calls).toEqual(['saveparam', 'service']);
  });

  test('by the other spelling where the first keeps nothing; no secret goes by the wrong one', async () => {
    const { save, billmanager, script, service } = world();
    billmanager.spelling = 'plain';
    await save(KEY, ID);
    expect(script.calls).toEqual([
      'saveparam',
      'service',
      'dropparam',
      'dropparam',
      'saveparam',
      'service',
      'saveparam',
    ]);
    expect(Object.fromEntries(service.params)).toEqual({ lickey: 'KEY', license_id: '101' });
    await save({ ...ID, value: '102' });
    expect(script.calls).toEqual(['saveparam']);
    expect(service.params.get('license_id')).toBe('102');
  });

  test('and a probe that a killed attempt left behind is taken away', async () => {
    const { save, service } = world();
    service.params.set('cpbillmgr_probe', '923fbd60');
    await save();
    expect(service.params.size).toBe(0);
  });

  test('by the first one again, when the panel has come to expect that', async () => {
    const { save, billmanager, timeline, service } = world();
    billmanager.spelling = 'plain';
    await save(ID);
    Object.assign(billmanager, { spelling: 'named', refusesSpelling: true });
    await timeline.pause(DAY_MS);
    await save({ ...ID, value: '102' });
    expect(service.params.get('license_id')).toBe('102');
  });

  test('where all are secret, after a harmless one that does not stay', async () => {
    const { save, script, service } = world();
    await save(KEY);
    expect(script.calls).toEqual(['saveparam', 'service', 'dropparam', 'saveparam']);
    expect(Object.fromEntries(service.params)).toEqual({ lickey: 'KEY' });
  });

  test('where the value stands there already, this proves nothing', async () => {
    const { save, script, service, billmanager } = world();
    service.params.set('license_id', '101');
    billmanager.spelling = 'plain';
    await save(ID);
    expect(script.calls.filter(each => each === 'service')).toHaveLength(2);
  });

  test('not at all where there are none', async () => {
    const { save, script } = world();
    await save();
    expect(script.calls).toEqual([]);
  });
});

describe('parameters that are not kept', () => {
  test('in neither spelling are a fault that names them', async () => {
    const { save, billmanager, service } = world();
    billmanager.spelling = 'none';
    await expect(save(KEY, ID)).rejects.toMatchObject({
      type: 'param_not_kept',
      kind: 'passing',
      object: service.id,
      value: 'license_id',
    });
    expect(service.params.has('lickey')).toBe(false);
  });

  test('because both are refused are told in BILLmanager’s words', async () => {
    const { save, billmanager } = world();
    Object.assign(billmanager, { spelling: 'none', refusesSpelling: true });
    await expect(save(ID)).rejects.toMatchObject({ type: 'billing_refused' });
  });

  test('because BILLmanager does not answer leave it open', async () => {
    const { save, script, billmanager, service } = world();
    script.billmanager('saveparam', 'unanswered');
    await expect(save(ID)).rejects.toMatchObject({ type: 'billing_unreachable' });
    billmanager.spelling = 'plain';
    await save({ ...ID, value: '102' });
    expect(service.params.get('license_id')).toBe('102');
  });
});

import { describe, expect, test } from 'vitest';
import { compareSingly, type Singly } from '../../../src/reconcile/plan/compare-singly.ts';
import { makePlan } from '../../../src/reconcile/plan/make-plan.ts';
import { aWorld } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';
import { sides } from './sides.ts';

const KEY = '501-AAAA-BBBB';

const singly = (change: Partial<Singly> = {}): Singly => ({
  license: { lickey: KEY, addons: new Map([['4602', 3]]) },
  lickey: KEY,
  wanted: new Map([['4602', 3]]),
  ...change,
});

const compared = (change: Partial<Singly>) =>
  compareSingly(sides(), singly(change)).map(({ kind, here, there, action }) => [
    ...[kind, here, there, action],
  ]);

describe('what takes a look at license and service singly', () => {
  test.each<[string, Partial<Singly>, readonly (readonly string[])[]]>([
    ['nothing differs', {}, []],
    [
      'an amount differs',
      { wanted: new Map([['4602', 5]]) },
      [['addons', '4602=5', '4602=3', 'setparam']],
    ],
    ['the service has another key', { lickey: '501-OLD' }, [['key', 'another', '', 'sync']]],
    ['the service has none', { lickey: '' }, [['key', 'none', '', 'sync']]],
    ['the license has no key', { license: { lickey: '', addons: new Map([['4602', 3]]) } }, []],
    ['what nobody wanted is nobody’s to judge', { wanted: new Map() }, []],
  ])('%s', (_, change, differences) => {
    expect(compared(change)).toEqual(differences);
  });

  test('a form that tells no amounts stands for those that were ordered', () => {
    const ledger = sides().ledger;
    const ordered = ledger && { ...ledger, addons: { 4602: 3 } };
    const untold = singly({ license: { lickey: KEY, addons: new Map() } });
    expect(compareSingly(sides({ ledger: ordered }), untold)).toEqual([]);
  });
});

describe('a plan reads singly', () => {
  const apart = async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const second = await opened(world, { ip: '192.0.2.8' });
    license.lickey = `${license.id}-MADE-ANEW`;
    world.script.requests.length = 0;
    return { world, service, license, second };
  };
  const kindsOf = async (
    { restart }: ReturnType<typeof aWorld>,
    isSingly?: (item: string) => boolean,
  ) =>
    (await makePlan(restart(), isSingly)).accounts.flatMap(({ differences }) =>
      differences.map(({ kind }) => kind),
    );

  test('nothing, unless it is asked to', async () => {
    const { world } = await apart();
    expect(await kindsOf(world)).toEqual([]);
    expect(world.script.requests).not.toContain('edit');
  });

  test('the services that it is asked for', async () => {
    const { world, service } = await apart();
    expect(await kindsOf(world, item => item === service.id)).toEqual(['key']);
    expect(world.script.requests.filter(each => each === 'edit')).toHaveLength(1);
  });

  test('and never shows a key', async () => {
    const { world, license } = await apart();
    const plan = await makePlan(world.restart(), () => true);
    const shown = JSON.stringify(plan.accounts.map(({ differences }) => differences));
    expect(shown).not.toContain(license.lickey);
  });
});

import { expect, test } from 'vitest';
import { newTroubles } from '../../src/reconcile/told-troubles.ts';
import { aWorld } from '../support/a-world.ts';

const MINUTES = 60_000;
const HOURS = 60 * MINUTES;

function told(scope = '') {
  const world = aWorld();
  const tell = (...troubles: readonly string[]) => newTroubles(world.restart(), scope, troubles);
  const pass = (ms: number) => {
    world.timeline.now += ms;
  };
  return { tell, pass };
}

test('a trouble is news once, whichever stand beside it', async () => {
  const { tell, pass } = told();
  expect(await tell('one')).toEqual(['one']);
  pass(5 * MINUTES);
  expect(await tell('one', 'two', 'two')).toEqual(['two']);
  pass(5 * MINUTES);
  expect(await tell('two', 'one')).toEqual([]);
});

test('it is none after a run without it, and news after a day', async () => {
  const { tell, pass } = told();
  await tell('one');
  pass(5 * MINUTES);
  expect(await tell()).toEqual([]);
  pass(5 * MINUTES);
  expect(await tell('one')).toEqual([]);
  pass(25 * HOURS);
  expect(await tell('one')).toEqual(['one']);
});

test('what lasts for longer than a day is not told again', async () => {
  const { tell, pass } = told();
  await tell('one');
  for (let hour = 1; hour <= 48; hour++) {
    pass(HOURS);
    expect(await tell('one')).toEqual([]);
  }
});

test('its text is not kept, only what it is known by', async () => {
  const world = aWorld();
  await newTroubles(world.ctx, 'module 7', ['the password of X is wrong']);
  const kept = await world.ctx.journal.recall('told troubles module 7');
  expect(JSON.stringify(kept?.value)).not.toContain('password');
});

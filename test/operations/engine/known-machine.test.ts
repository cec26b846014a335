import { expect, test } from 'vitest';
import {
  isSameMachine,
  requireKnownMachine,
} from '../../../src/operations/engine/known-machine.ts';
import { tempJournal } from '../../journal/support/temp.ts';
import { aWorld } from '../../support/a-world.ts';

test('the first machine is entered, and goes on', async () => {
  const { ctx } = aWorld();
  const journal = await tempJournal();
  await requireKnownMachine({ ...ctx, journal });
  expect((await journal.installation()).machines).toHaveLength(1);
  await requireKnownMachine({ ...ctx, journal });
  expect((await journal.installation()).machines).toHaveLength(1);
});

test('another one does nothing until a person has said what it is', async () => {
  const { ctx } = aWorld();
  const journal = await tempJournal();
  await journal.changeInstallation({ machine: { id: 'another', hardware: 'x' } });
  await expect(requireKnownMachine({ ...ctx, journal })).rejects.toMatchObject({
    type: 'machine_unknown',
    kind: 'passing',
  });
});

test.each([
  [{ id: 'a', hardware: 'x' }, { id: 'a', hardware: 'x' }, true],
  [{ id: 'a', hardware: 'x' }, { id: 'a', hardware: 'y' }, false],
  [{ id: 'a', hardware: 'x' }, { id: 'b', hardware: 'x' }, false],
  // only root reads the hardware's
  [{ id: 'a', hardware: 'x' }, { id: 'a', hardware: '' }, true],
])('%j and %j are the same machine: %s', (a, b, is) => {
  expect(isSameMachine(a, b)).toBe(is);
});

import { FLAG } from '../../../base/command-line/typed-line.ts';
import { DIFFERENCE_KINDS, type DifferenceKind } from '../../../reconcile/plan/kinds.ts';
import { LIST, type Say } from '../command.ts';

const NAMES = DIFFERENCE_KINDS.join(', ');

/** `--kind`, of `plan` and `apply`. */
export const kindOption = (say: Say) => ({
  ...LIST,
  describe: say({ en: `only these kinds: ${NAMES}`, ru: `только эти виды: ${NAMES}` }),
});

/** `--deep`, of `plan` and `apply`. */
export const deepOption = (say: Say) => ({
  ...FLAG,
  describe: say({
    en: 'read each license and service singly, too: addons and keys',
    ru: 'читать и каждую лицензию с услугой отдельно: дополнения и ключи',
  }),
});

/** What no list tells. */
const SINGLY: readonly DifferenceKind[] = ['addons', 'key'];

/** Which services are read singly: all, or the one that is asked for. */
export function singlyOf(asked: {
  readonly deep: boolean;
  readonly kinds: readonly DifferenceKind[];
  readonly service?: string | undefined;
}): (item: string) => boolean {
  const isAll = asked.deep || asked.kinds.some(kind => SINGLY.includes(kind));
  return item => item === asked.service || (isAll && asked.service === undefined);
}

/** As the option was given; none where it was not. */
type Given = readonly string[] | string | undefined;

const textsOf = (given: Given): readonly string[] => (given === undefined ? [] : [given].flat());

export const kindsIn = (given: Given): readonly DifferenceKind[] => textsOf(given).filter(isKind);

/** For yargs: true, or what is wrong. */
export function requireKinds(given: Given, say: Say): true | string {
  const unknown = textsOf(given).filter(each => !isKind(each));
  if (unknown.length === 0) return true;
  const names = unknown.join(', ');
  return say({
    en: `No such kind: ${names}. There are ${NAMES}`,
    ru: `Нет такого вида: ${names}. Есть ${NAMES}`,
  });
}

const isKind = (text: string): text is DifferenceKind =>
  DIFFERENCE_KINDS.some(each => each === text);

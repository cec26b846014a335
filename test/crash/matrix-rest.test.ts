import { isMoney } from './fixed-part.ts';
import { testScenarios } from './matrix-test.ts';
import { CURRENT } from './scenarios.ts';
import { CLASSIC } from './scenarios-classic.ts';

/** What charges nothing in the current dialect, and all of the classic one. */
testScenarios(
  CURRENT.filter(each => !isMoney(each)),
  'database',
);
testScenarios(CLASSIC, 'forms');

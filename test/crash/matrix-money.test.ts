import { isMoney } from './fixed-part.ts';
import { testScenarios } from './matrix-test.ts';
import { CURRENT } from './scenarios.ts';

/** Everything of the current dialect that may charge. */
testScenarios(CURRENT.filter(isMoney), 'database');

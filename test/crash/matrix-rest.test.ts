import { testScenarios } from './matrix-test.ts';
import { CURRENT } from './scenarios.ts';
import { CLASSIC } from './scenarios-classic.ts';

/** What charges nothing in the current dialect, and all of the classic one. */
const isMoney = /^(?:open|reopen|prolong|reuse|resume, run out|checkevent, due)/;
testScenarios([...CURRENT.filter(({ name }) => !isMoney.test(name)), ...CLASSIC]);

import { testScenarios } from './matrix-test.ts';
import { CURRENT } from './scenarios.ts';

/** Everything of the current dialect that may charge. */
testScenarios(
  CURRENT.filter(({ name }) =>
    /^(?:open|reopen|prolong|reuse|resume, run out|checkevent, due)/.test(name),
  ),
);

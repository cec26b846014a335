import { testScenarios } from './matrix-test.ts';
import { ACCOUNTS } from './scenarios-accounts.ts';
import { MODULES } from './scenarios-modules.ts';

/** Accounts of a panel, panel modules, and what the gateway buys. */
testScenarios([...MODULES, ...ACCOUNTS], 'database');

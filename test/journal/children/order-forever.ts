import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { license } from '../support/license.ts';
import { answer, argument } from './gate.ts';

// FILE FIRST: one order after the other from service FIRST on, telling each promise that the
// journal has kept, until killed or until the journal throws
let item = Number(argument(1));
try {
  const journal = await openJournal({ file: argument(0) });
  for (; ; item++) {
    const key = { command: 'open', item: String(item), runningOperation: String(item) };
    const { operation } = await journal.begin(key, '3', { padding: 'x'.repeat(500) });
    await journal.intend(operation.id, 'order', { remoteid: String(item) });
    answer({ intended: item });
    const put = license({ licenseId: `L${item}`, item: String(item) });
    await journal.settle(operation.id, 'order', { license: `L${item}` }, [{ put }]);
    answer({ settled: item });
  }
} catch (error) {
  answer({ fault: error instanceof Error && 'type' in error ? error.type : String(error), item });
}

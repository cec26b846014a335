import { expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import { notifyFault } from '../../../src/entrypoints/module/notify-fault.ts';
import { Request } from '../../../src/entrypoints/module/request.ts';
import { aWorld } from '../../support/a-world.ts';

test.each<[FaultType, number, boolean]>([
  ['upstream_unreachable', 9, false],
  ['upstream_unreachable', 10, true],
  // it waits for its own end, but not for ever
  ['charge_in_doubt', 10, false],
  ['charge_in_doubt', 288, true],
  ['service_busy', 10, false],
  ['service_busy', 288, true],
])('%s at try %i is a task: %s', async (type, trycount, isTask) => {
  const { ctx, billmanager, order, asked } = aWorld();
  const { item, runningOperation } = asked(order(), 'open');
  const operation = billmanager.operations.get(runningOperation ?? '');
  Object.assign(operation ?? {}, { trycount });
  const options = { item, runningoperation: runningOperation ?? '' };
  const request = new Request({ command: 'open', options, words: [], unknown: [] }, 'en');
  await notifyFault(ctx.billmanager, ctx.log, request, new Fault(type, {}));
  expect(operation).toMatchObject({ hasTask: isTask, manual: isTask });
});

test.each([
  [1, false],
  [10, true],
])(
  'a fault that cannot be recorded is no task before BILLmanager has tried it often: try %i',
  async (trycount, isTask) => {
    const { ctx, billmanager, script, order, asked } = aWorld();
    const { item, runningOperation } = asked(order(), 'open');
    const operation = billmanager.operations.get(runningOperation ?? '');
    Object.assign(operation ?? {}, { trycount });
    const options = { item, runningoperation: runningOperation ?? '' };
    const request = new Request({ command: 'open', options, words: [], unknown: [] }, 'en');
    script.billmanager('errorxml', 'refused');
    await notifyFault(ctx.billmanager, ctx.log, request, new Fault('upstream_money', {}));
    expect(operation).toMatchObject({ hasTask: isTask, manual: isTask });
  },
);

import { expect, test } from 'vitest';
import { Fault, type FaultType } from '../../../src/base/fault.ts';
import { notifyFault } from '../../../src/entrypoints/module/notify-fault.ts';
import { Request } from '../../../src/entrypoints/module/request.ts';
import { aWorld } from '../../support/a-world.ts';

test.each<[FaultType, string, boolean]>([
  ['upstream_unreachable', 'becomes a task when BILLmanager has tried it often enough', true],
  ['charge_in_doubt', 'waits for its own end, however often BILLmanager has started it', false],
])('%s %s', async (type, _, isTask) => {
  const { ctx, billmanager, order, asked } = aWorld();
  const { item, runningOperation } = asked(order(), 'open');
  const operation = billmanager.operations.get(runningOperation ?? '');
  Object.assign(operation ?? {}, { trycount: 10 });
  const options = { item, runningoperation: runningOperation ?? '' };
  const request = new Request({ command: 'open', options, words: [], unknown: [] }, 'en');
  await notifyFault(ctx.billmanager, ctx.log, request, new Fault(type, {}));
  expect(operation).toMatchObject({ hasTask: isTask, manual: isTask });
});

import type { Side } from '../faults/rules.ts';
import type { Sandbox } from '../sandbox-state.ts';
import { maskKey, sayJson, table } from './print.ts';

const STATUS_WORDS = ['', 'ordered', 'active', 'suspended', 'deleted', 'processing'];
const statusWord = (status: number): string => STATUS_WORDS[status] ?? String(status);

/** Everything at a glance; license keys masked. */
export function show(sandbox: Sandbox, json: boolean): void {
  const upstream = sandbox
    .upstreamServices()
    .map(each => ({ ...each, lickey: maskKey(each.lickey) }));
  const services = sandbox.services().map(each => ({ ...each, params: maskParams(each.params) }));
  const charges = sandbox.charges();
  const [operations, tasks, problems] = [sandbox.operations(), sandbox.tasks(), sandbox.problems()];
  if (json) {
    const today = sandbox.today();
    const panel = sandbox.panelUsers().map(({ password: _, ...shown }) => shown);
    const balance = sandbox.balance();
    sayJson({ today, upstream, charges, balance, panel, services, operations, tasks, problems });
    return;
  }
  table(
    `Upstream, ${sandbox.today()}: services`,
    ['id', 'type', 'tariff', 'status', 'address', 'name', 'ends', 'remoteid', 'key'],
    upstream.map(each => [
      each.id,
      each.itemtype,
      each.pricelist,
      statusWord(each.status),
      each.ip,
      each.licname || each.comment,
      each.expiredate ?? 'never',
      each.remoteid,
      each.lickey,
    ]),
  );
  table(
    'Upstream: charges',
    ['time', 'what', 'service', 'amount', 'remoteid', 'tariff', 'period', 'paid until'],
    charges.map(each => [
      each.time.slice(0, 19).replace('T', ' '),
      each.what,
      each.service,
      `${each.amount} ${each.currency}`,
      each.remoteid,
      each.pricelist,
      each.period,
      each.expiredate ?? 'for ever',
    ]),
  );
  table('Upstream: balance', ['currency', 'amount'], Object.entries(sandbox.balance()));
  table(
    'Panel: users',
    ['name', 'full name', 'template', 'on', 'limits'],
    sandbox.panelUsers().map(each => [
      each.name,
      each.fullname,
      each.preset,
      each.active ? 'yes' : 'no',
      Object.entries(each.limits)
        .map(([name, value]) => `${name.replace('limit_', '')}=${value}`)
        .join(' '),
    ]),
  );
  table(
    'BILLmanager: services',
    ['id', 'tariff', 'period', 'status', 'ends', 'params'],
    services.map(each => [
      each.id,
      each.tariff,
      each.period,
      statusWord(each.status),
      each.expiredate ?? 'never',
      Object.entries(each.params)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    ]),
  );
  table(
    'BILLmanager: operations that stand',
    ['id', 'service', 'command', 'attempts', 'left to a person'],
    operations.map(each => [
      each.id,
      each.item,
      each.command,
      each.trycount,
      each.manual ? 'yes' : 'no',
    ]),
  );
  table(
    'BILLmanager: tasks',
    ['id', 'service', 'operation', 'type'],
    tasks.map(each => [each.id, each.item, each.runningoperation, each.type]),
  );
  table(
    'BILLmanager: problems',
    ['name', 'object', 'level', 'text'],
    problems.map(each => [each.name, each.object, each.level, each.params['param_errormsg'] ?? '']),
  );
}

function maskParams(params: Readonly<Record<string, string>>): Record<string, string> {
  const secret = /key|passw/i;
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      secret.test(name) ? maskKey(value) : value,
    ]),
  );
}

export function showCalls(
  sandbox: Sandbox,
  wish: { side?: Side; last: number; json: boolean },
): void {
  const all = sandbox.calls(wish.side);
  const calls = wish.last > 0 ? all.slice(-wish.last) : all;
  if (wish.json) {
    sayJson(calls);
    return;
  }
  table(
    'Calls',
    ['time', 'side', 'function', 'params', 'outcome', 'fault', 'leaks'],
    calls.map(call => [
      call.time.slice(11, 23),
      call.side,
      call.func,
      Object.entries(call.params)
        .map(([name, value]) => `${name}=${value.slice(0, 60)}`)
        .join(' '),
      call.outcome,
      call.fault,
      call.leaks.join(' '),
    ]),
  );
}

import { expect, test } from 'vitest';
import { parseAction } from '../../sandbox/faults/actions.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import {
  ask,
  errorOf,
  mgrctl,
  nodeModule,
  orderUpstream,
  request,
  rowIds,
  sandboxFor,
  shellModule,
  textOf,
} from './helpers.ts';

const ORDER = {
  func: 'soft.order.param',
  pricelist: 3541,
  period: 1,
  ip: '192.0.2.1',
  skipbasket: 'on',
  sok: 'ok',
  out: 'xml',
};

/** One order under a fault: the body, or why there is none. */
async function order(sandbox: RunningSandbox, timeoutMs = 400): Promise<string> {
  const body = new URLSearchParams(
    Object.entries({ ...ORDER, authinfo: `${sandbox.username}:${sandbox.password}` }).map(each =>
      each.map(String),
    ),
  );
  try {
    const answer = await fetch(sandbox.url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return `${answer.status} ${await answer.text()}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const cause =
      error.cause instanceof Error && 'code' in error.cause ? error.cause.code : error.name;
    return `failed: ${cause}`;
  }
}

test.each([
  ['error:access:order', /^200 .*<error type="access" object="order"/s, 0],
  ['reset', /^failed: (ECONNRESET|UND_ERR_SOCKET)/, 0],
  ['reset-after', /^failed: (ECONNRESET|UND_ERR_SOCKET)/, 1],
  ['hang', /^failed: TimeoutError/, 0],
  ['hang-after', /^failed: TimeoutError/, 1],
  ['slow:50', /^failed: TimeoutError/, 1],
  ['html502', /^502 <html>/, 0],
  ['html502-after', /^502 <html>/, 1],
  ['empty', /^200 $/, 1],
  ['empty-before', /^200 $/, 0],
  ['cut', /^200 <\?xml(?!.*<\/doc>)/s, 1],
  ['other-document', /^200 .*<rss/, 1],
  ['other-document:form', /^200 <doc><id>999999999/, 1],
  ['raw:nonsense', /^200 nonsense$/, 1],
  ['redirect:http://198.51.100.1/', /^302 $/, 0],
  ['charset', /^200 .*\ufffd/s, 1],
  ['charset:koi9', /^200 .*encoding="koi9"/s, 1],
  ['error-after:unknown', /^200 .*<error type="unknown"/s, 1],
])('%s', async (action, answer, charges) => {
  const sandbox = await sandboxFor();
  sandbox.addFault({ side: 'upstream', func: 'soft.order.param', action });
  expect(await order(sandbox)).toMatch(answer);
  expect(sandbox.charges()).toHaveLength(charges);
});

test('a huge answer is as long as it says', async () => {
  const sandbox = await sandboxFor();
  sandbox.addFault({ side: 'upstream', func: 'soft', action: 'huge:3000000' });
  expect((await ask(sandbox, 'soft')).length).toBeGreaterThan(3_000_000);
});

test('refused for a moment, then accepted again', async () => {
  const sandbox = await sandboxFor();
  sandbox.addFault({ side: 'upstream', func: '*', action: 'refuse:300' });
  expect(await order(sandbox)).toMatch(/^failed/);
  const seen = new Set<string>();
  while (sandbox.charges().length === 0) seen.add((await order(sandbox)).slice(0, 20));
  expect(seen).toContain('failed: ECONNREFUSED');
  expect(sandbox.charges()).toHaveLength(1);
});

test('connections can be refused for as long as wanted', async () => {
  const sandbox = await sandboxFor();
  await sandbox.setListening(false);
  expect(await order(sandbox)).toBe('failed: ECONNREFUSED');
  await sandbox.setListening(true);
  expect(await order(sandbox)).toMatch(/^200/);
});

test('the nth call is hit, as often as said, and only of the function and params meant', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  sandbox.addFault({
    side: 'upstream',
    func: 'soft.e?it&sok=ok',
    action: 'error:limit',
    nth: 2,
    count: 2,
  });
  const edit = (params: Record<string, string>) =>
    ask(sandbox, 'soft.edit', { elid: id, ...params });
  const errors: string[] = [];
  for (let call = 0; call < 5; call += 1) {
    expect(errorOf(await edit({}))).toBe('');
    errors.push(errorOf(await edit({ sok: 'ok', licname: `n${call}` })));
  }
  expect(errors).toEqual(['', 'limit::', 'limit::', '', '']);
  expect(sandbox.faults()).toMatchObject([{ seen: 5, fired: 2 }]);
  sandbox.clearFaults();
  expect(sandbox.faults()).toEqual([]);
});

test('a chance hits the same calls in every run with the same seed', async () => {
  const runs: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const sandbox = await sandboxFor();
    sandbox.addFault({
      side: 'upstream',
      func: '*',
      action: 'error:unknown',
      probability: 0.4,
      seed: 7,
    });
    let pattern = '';
    for (let call = 0; call < 30; call += 1)
      pattern += errorOf(await ask(sandbox, 'subaccount')) === '' ? '.' : 'x';
    runs.push(pattern);
  }
  expect(runs[0]).toBe(runs[1]);
  expect(runs[0]).toMatch(/x.*\..*x/);
});

test('rows of a list are turned round, repeated or left out', async () => {
  const sandbox = await sandboxFor();
  sandbox.populate(3);
  const [a, b, c] = sandbox.upstreamServices().map(each => each.id);
  for (const how of ['reverse', 'repeat', 'drop'])
    sandbox.addFault({ side: 'upstream', func: `soft&how=${how}`, action: `rows:${how}` });
  expect(rowIds(await ask(sandbox, 'soft', { how: 'reverse' }))).toEqual([c, b, a]);
  expect(rowIds(await ask(sandbox, 'soft', { how: 'repeat' }))).toEqual([a, a, b, c]);
  expect(rowIds(await ask(sandbox, 'soft', { how: 'drop' }))).toEqual([a, b]);
});

test('a delay only delays', async () => {
  const sandbox = await sandboxFor();
  sandbox.addFault({ side: 'upstream', func: 'subaccount', action: 'delay:120' });
  const started = performance.now();
  expect(await ask(sandbox, 'subaccount')).toContain('<balance>');
  expect(performance.now() - started).toBeGreaterThan(100);
});

/** Orders, then says so: the second line is missing when it was killed. */
const ORDERING = `const { writeSync } = require('node:fs');
writeSync(1, 'started ');
fetch(process.env.URL, { method: 'POST', body: process.env.BODY }).then(answer => answer.text()).then(() => writeSync(1, 'answered'), () => writeSync(1, 'failed'));`;

test.each([
  ['kill-before', 0],
  ['kill-after', 1],
])(
  '%s ends the process of the product at the other end of the connection',
  async (action, charges) => {
    const sandbox = await sandboxFor();
    nodeModule(sandbox, ORDERING);
    sandbox.addFault({ side: 'upstream', func: 'soft.order.param', action });
    const login = { authinfo: `${sandbox.username}:${sandbox.password}` };
    const body = new URLSearchParams(
      Object.entries({ ...ORDER, ...login }).map(each => each.map(String)),
    ).toString();
    const run = await sandbox.runModule([], { env: { URL: sandbox.url, BODY: body } });
    expect([run.signal, run.stdout]).toEqual(['SIGKILL', 'started ']);
    expect(sandbox.charges()).toHaveLength(charges);
  },
);

test("a process that is not the product's is never killed", async () => {
  const sandbox = await sandboxFor();
  sandbox.addFault({ side: 'upstream', func: 'soft.order.param', action: 'kill-before' });
  expect(await order(sandbox)).toMatch(/^failed/);
  expect(sandbox.calls('upstream').at(-1)?.outcome).toBe('kill: the client is no process of ours');
  sandbox.addFault({ side: 'mgrctl', func: 'processing', action: 'kill-before' });
  expect(await mgrctl(sandbox, ['processing'])).toMatchObject({
    status: 137,
    stdout: '',
    stderr: expect.stringContaining('no process of ours'),
  });
});

test.each([
  ['kill-before', {}],
  ['kill-after', { license_id: '7' }],
])('mgrctl: %s ends the calling module', async (action, params) => {
  const sandbox = await sandboxFor();
  shellModule(
    sandbox,
    'mgrctl service.saveparam elid=$ITEM name=license_id value=7 sok=ok >/dev/null\nmgrctl soft.open elid=$ITEM sok=ok',
  );
  sandbox.addFault({ side: 'mgrctl', func: 'service.saveparam', action });
  const result = await sandbox.order({ tariff: '3541' });
  expect([result.signal, result.ended]).toEqual(['SIGKILL', false]);
  expect(sandbox.service(result.item).params).toEqual(params);
  expect((await sandbox.retry(result.operation)).ended).toBe(true);
});

test.each([
  ['error:access', { status: 1, stdout: expect.stringContaining('<error type="access"') }, ''],
  ['reset', { status: 1, stdout: '' }, ''],
  ['empty', { status: 0, stdout: '' }, '7'],
  ['cut', { status: 0, stdout: expect.not.stringContaining('</doc>') }, '7'],
  ['html502', { status: 0, stdout: expect.stringContaining('<html>') }, ''],
  ['exit:3', { status: 3, stdout: expect.stringContaining('<ok/>') }, '7'],
  ['slow:1', { status: 0, stdout: expect.stringContaining('</doc>') }, '7'],
])('mgrctl: %s', async (action, ended, saved) => {
  const sandbox = await sandboxFor();
  const item = sandbox.addService({ tariff: '3541' });
  sandbox.addFault({ side: 'mgrctl', func: 'service.saveparam', action });
  expect(
    await mgrctl(sandbox, ['service.saveparam', `elid=${item}`, 'name=a', 'value=7', 'sok=ok']),
  ).toMatchObject(ended);
  expect(sandbox.service(item).params['a'] ?? '').toBe(saved);
});

test('a hanging mgrctl ends when nobody waits for it any more', async () => {
  const sandbox = await sandboxFor();
  shellModule(sandbox, './sbin/mgrctl -m billmgr processing & echo $!; sleep 0.3');
  sandbox.addFault({ side: 'mgrctl', func: 'processing', action: 'hang' });
  const run = await sandbox.runModule([]);
  expect(run.stdout.trim()).toMatch(/^\d+$/);
});

test('a field of an answer says something else, or is left out', async () => {
  const sandbox = await sandboxFor();
  const id = await orderUpstream(sandbox);
  for (const action of ['field:expiredate=30.12.2026', 'field:expiredate'])
    sandbox.addFault({ side: 'upstream', func: 'soft.edit', action });
  const form = await ask(sandbox, 'soft.edit', { elid: id });
  expect([textOf(form, 'expiredate'), textOf(form, 'id')]).toEqual([undefined, String(id)]);
  sandbox.clearFaults();
  sandbox.addFault({ side: 'upstream', func: 'soft', action: 'field:expiredate=30.12.2026' });
  expect(textOf(await ask(sandbox, 'soft'), 'expiredate')).toBe('30.12.2026');
  expect(textOf(await ask(sandbox, 'soft'), 'expiredate')).toMatch(/^\d{4}-/);
});

test('a fault that is none is refused with what there is', async () => {
  const sandbox = await sandboxFor();
  expect(() => parseAction('explode')).toThrow(/unknown; known: error, reset, hang/);
  expect(() => sandbox.addFault({ side: 'mgrctl', func: '*', action: 'hang', nth: 0 })).toThrow(
    /nth/,
  );
  expect(() =>
    sandbox.addFault({ side: 'mgrctl', func: '*', action: 'hang', probability: 2 }),
  ).toThrow(/probability/);
  expect((await request(sandbox, { func: 'pricelist.export' })).status).toBe(200);
});

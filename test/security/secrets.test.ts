import { describe, expect, test } from 'vitest';
import type { ModuleRun, RunningSandbox } from '../../sandbox/sandbox.ts';
import { logOf, sandbox } from '../e2e/support.ts';
import { leftBehind, recordChildren } from './support.ts';

const PASSWORD = 'Tr0ub4dor&3 %/+secret';
const DEBUG = '[log]\nlevel = debug\n';

/** A password as it may turn up: as it is, in a form, in XML, in a URL. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ a: secret }).toString().slice(2),
  secret.replaceAll('&', '&amp;'),
];

/** Everything a service goes through, refusals and lost answers among it. */
async function wholeLife(box: RunningSandbox): Promise<ModuleRun[]> {
  const runs: ModuleRun[] = [];
  const first = await box.order({ tariff: '3541', ip: '192.0.2.10', licname: 'one' });
  runs.push(
    first,
    await box.prolong(first.item),
    await box.suspend(first.item),
    await box.resume(first.item),
  );
  runs.push(await box.genKey(first.item), await box.setparam(first.item, { licname: 'two' }));
  // upstream quotes what it was sent in its refusals
  const quote = `${box.username}:${PASSWORD} ${box.upstreamServices()[0]?.lickey}`;
  box.addFault({ side: 'upstream', func: 'soft.edit', action: `error:value:${quote}`, count: 1 });
  runs.push(await box.setparam(first.item, { licname: 'three' }));
  box.addFault({ side: 'upstream', func: 'soft.order.param', action: 'cut', count: 1 });
  runs.push(await box.order({ tariff: '3541', ip: '192.0.2.11' }));
  box.addFault({
    side: 'mgrctl',
    func: 'service.saveparam&name=lickey',
    action: 'error:value:value',
    count: 1,
  });
  runs.push(await box.order({ tariff: '3541', ip: '192.0.2.12' }));
  const connection = `<doc><processingmodule><url>${box.url}</url><username>${box.username}</username><password>wrong ${PASSWORD.replace('&', '&amp;')}</password></processingmodule></doc>`;
  runs.push(await box.runModule(['--command', 'check_connection'], { stdin: connection }));
  runs.push(...(await box.retryAll()), await box.runModule(['checkevent', '--verbose']));
  runs.push(await box.reopen(first.item), await box.closeService(first.item));
  box.set('password', 'changed meanwhile');
  runs.push(await box.order({ tariff: '3541', ip: '192.0.2.13' }));
  return runs;
}

describe('no secret', () => {
  test('stands in an argument, an environment beyond its one call, a log, an answer, BILLmanager’s records or the state', async () => {
    const box = await sandbox({ conf: DEBUG, settings: { password: PASSWORD } });
    const recorder = recordChildren(box);
    const keys = new Set<string>();
    const runs = await wholeLife(box);
    for (const { lickey } of box.upstreamServices()) if (lickey !== '') keys.add(lickey);
    for (const { params } of box.services()) if (params['lickey']) keys.add(params['lickey']);
    const secrets = [...spellings(PASSWORD), ...keys];
    expect(keys.size).toBeGreaterThan(1);
    const places: [string, string][] = [
      ...leftBehind(box),
      ...runs.map((run, index): [string, string] => [`answer ${index}`, run.stdout + run.stderr]),
      ['error records', JSON.stringify(box.operations())],
      ['problems', JSON.stringify(box.problems())],
      ['module configuration', JSON.stringify(box.modules().map(each => each.config))],
    ];
    const found = places.flatMap(([place, text]) =>
      secrets.filter(secret => text.includes(secret)).map(() => place),
    );
    expect(found).toEqual([]);
    expect(logOf(box)).toContain(' DEBUG ');

    const children = recorder.children();
    expect(children.length).toBeGreaterThan(10);
    for (const { argv, environment } of children) {
      for (const secret of secrets) expect(argv.join('\n')).not.toContain(secret);
      const named = argv.flatMap((word, index) =>
        argv[index - 1] === '-e' ? [word.split('=$')[1] ?? ''] : [],
      );
      for (const [name, value] of environment) {
        const isSecret = secrets.some(secret => value.includes(secret));
        // only in the variable that this very call names
        if (isSecret) expect(named).toContain(name);
      }
    }
    const withKey = children.filter(({ environment }) =>
      [...environment.values()].some(value => keys.has(value)),
    );
    expect(withKey.length).toBeGreaterThan(0);
  });

  test('of the administrator’s commands is shown, whatever they print', async () => {
    const box = await sandbox({ conf: DEBUG, settings: { password: PASSWORD } });
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const key = box.upstreamServices()[0]?.lickey ?? '';
    expect(key).not.toBe('');
    for (const words of [
      ['licenses'],
      ['licenses', '--json'],
      ['operations', '--json'],
      ['conf', 'check', '--json'],
    ]) {
      const { stdout, stderr } = await box.runModule(words);
      for (const secret of [...spellings(PASSWORD), key])
        expect(stdout + stderr).not.toContain(secret);
    }
  });
});

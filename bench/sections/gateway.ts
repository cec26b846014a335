import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { pairedRatio, spread } from '../measure/stats.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';

const PROGRAMS = join(import.meta.dirname, '../gateway');
/** The question that panels ask. */
const PATH = '/billmgr?func=pricelist.export&itemtype=addition&onlyavailable=on&out=xml';
const CONNECTIONS = 32;
const CONF = 'rate = 10000\n\n[gateway]\nlisten = 127.0.0.1:0\nmargin = 20%\nlimit = 1000000\n';

interface Measured {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly failed: number;
}

/**
 * The gateway's price list under load, beside a bare server of the same library that sends the same
 * bytes. Both are processes of their own and are measured in turns, so that what else the machine
 * does weighs on both alike.
 */
export const gateway: Section = async options => {
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-bench-'));
  const sandbox = await startSandbox({
    dir: join(dir, 'sandbox'),
    dist: options.dist,
    confTail: CONF,
  });
  const children: ChildProcess[] = [];
  try {
    const served = start(children, join(sandbox.root, 'sbin/cpbillmgr'), ['serve'], {
      CPBILLMGR_ROOT: sandbox.root,
    });
    const servedPort = Number(/:(\d+)\s*$/.exec(await firstLine(served))?.[1]);
    const body = await fetchWhole(servedPort);
    const file = join(dir, 'body');
    writeFileSync(file, body);
    const bare = start(children, process.execPath, [join(PROGRAMS, 'bare.ts'), file], {});
    const barePort = Number(await firstLine(bare));
    return await measure(servedPort, barePort, options);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(
      children.map(child => child.exitCode ?? child.signalCode ?? once(child, 'exit')),
    );
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
};

async function measure(
  servedPort: number,
  barePort: number,
  options: BenchOptions,
): Promise<BenchRow[]> {
  const [rounds, seconds] = options.quick ? [3, 1] : [15, 1];
  options.say(`gateway under load, ${rounds} rounds of ${seconds} s each`);
  // both are warm before anything counts
  await load(servedPort, seconds);
  await load(barePort, seconds);
  const ours: Measured[] = [];
  const bare: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await load(servedPort, seconds));
    bare.push(await load(barePort, seconds));
  }
  const failed = [...ours, ...bare].reduce((sum, each) => sum + each.failed, 0);
  if (failed > 0) throw new Error(`gateway: ${failed} requests failed`);
  const rates = ours.map(each => each.rate);
  const bareRates = bare.map(each => each.rate);
  const name = 'bare fastify server, the same bytes';
  return [
    {
      name: 'price list from cache',
      unit: 'requests/s',
      ...spread(rates),
      must: { atLeast: 5000 },
    },
    { name, unit: 'requests/s', ...spread(bareRates) },
    {
      name: 'price list from cache, beside it',
      unit: 'requests/s',
      ...spread(rates),
      against: name,
      ratio: pairedRatio(rates, bareRates),
      must: { atLeast: 0.8 },
    },
    {
      name: 'price list, 99th percentile',
      unit: 'ms',
      ...spread(ours.map(each => each.p99)),
      must: { atMost: 20 },
      note: `${CONNECTIONS} connections, at full load`,
    },
    {
      name: 'bare fastify server, 99th percentile',
      unit: 'ms',
      ...spread(bare.map(each => each.p99)),
    },
  ];
}

function start(
  children: ChildProcess[],
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) {
  const child = spawn(command, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: { readonly stdout: NodeJS.ReadableStream }): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  if (!text.includes('\n')) throw new Error('gateway: a server did not start');
  return text.split('\n', 1)[0] ?? '';
}

async function fetchWhole(port: number): Promise<Buffer> {
  const answer = await fetch(`http://127.0.0.1:${port}${PATH}`);
  const body = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200) throw new Error(`gateway: status ${answer.status}`);
  return body;
}

async function load(port: number, seconds: number): Promise<Measured> {
  const args = [
    join(PROGRAMS, 'load.ts'),
    String(port),
    PATH,
    String(CONNECTIONS),
    String(seconds),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const told: Partial<Measured> = JSON.parse(stdout);
  const { rate = 0, p50 = 0, p99 = 0, worst = 0, failed = 1 } = told;
  return { rate, p50, p99, worst, failed };
}

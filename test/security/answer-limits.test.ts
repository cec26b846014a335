import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { sandbox } from '../e2e/support.ts';
import { type Loopback, listen } from '../manager-api/loopback.ts';
import { inDist } from '../support/dist.ts';

/* What a vendor, or BILLmanager, may send without end: how much memory the executable takes. */

/** What any call stays below, whatever it is answered. */
const MOST_MEMORY_KB = 200 * 1024;
const LENGTH = 30_000_000;
const MODULE = 'processing/pmcpbillmgr';

const opened: { server?: Loopback; dir: string }[] = [];
afterEach(async () => {
  for (const { server, dir } of opened.splice(0)) {
    await server?.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

interface Measured {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The most memory that it held at any time (VmHWM). */
  readonly peakKb: number;
}

/** The process's peak only grows: the last look before its end tells it. */
async function measured(program: string, args: readonly string[], stdin: string, root: string) {
  const child = spawn(program, args, { env: { ...process.env, CPBILLMGR_ROOT: root } });
  let peakKb = 0;
  let stdout = '';
  child.stdout.on('data', chunk => {
    stdout += String(chunk);
  });
  child.stdin.end(stdin);
  const look = setInterval(() => {
    peakKb = Math.max(peakKb, peakOf(child.pid ?? 0));
  }, 5);
  const exitCode = await new Promise<number | null>(resolve => child.on('close', resolve));
  clearInterval(look);
  return { exitCode, stdout, peakKb } satisfies Measured;
}

function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

type Answer = (response: ServerResponse) => void;

/** A document of about so many characters. */
const filled = (begin: string, part: string, end: string, length = LENGTH): Answer => {
  const body = begin + part.repeat(Math.ceil(length / part.length)) + end;
  return response => response.end(body);
};

const endless =
  (part: string): Answer =>
  response => {
    const chunk = part.repeat(Math.ceil(65_536 / part.length));
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.write('<doc>');
    response.on('drain', more);
    more();
  };

/** Each byte comes in time; the whole never does. */
const drip: Answer = response => {
  response.write('<doc>');
  const next = setInterval(() => response.write('<a/>'), 100);
  response.on('close', () => clearInterval(next));
};

const ROW = `<elem><id>1</id>${'<field>some value</field>'.repeat(28)}</elem>`;
/** A letter that is none, and one that makes the whole text take two bytes a letter. */
const DAMAGED = `<a>${'x'.repeat(840)}я\u0001</a>`;
/** All that is counted, in such shares that the limits are nearly reached together. */
const MIXED = `<a b="1">&#x31;${'яx'.repeat(22)}</a>`;

const attributes = (count: number): string =>
  Array.from({ length: count }, (_, index) => `a${index}="1"`).join(' ');

async function checkConnection(answer: Answer): Promise<Measured> {
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-limits-'));
  const server = await listen(answer);
  opened.push({ server, dir });
  const root = (await sandbox({ timeout: 3 })).root;
  const stdin = `<doc><processingmodule><id>1</id><url>${server.url}</url><username>u</username><password>p</password></processingmodule></doc>`;
  const run = await measured(inDist(MODULE), ['--command', 'check_connection'], stdin, root);
  return run;
}

describe('an answer of the vendor', () => {
  test.each<[string, Answer]>([
    ['elements', filled('<doc>', '<a/>', '</doc>')],
    ['elements within elements', filled('<doc>', '<a><a><a><a/></a></a></a>', '</doc>')],
    ['attributes of one element', response => response.end(`<doc ${attributes(2_500_000)}/>`)],
    ['attributes of many elements', filled('<doc>', '<a b="1" c="2"/>', '</doc>')],
    ['character references', filled('<doc><a>', '&#x31;', '</a></doc>')],
    ['one text', filled('<doc><a>', 'x', '</a></doc>')],
    [
      'control characters, in many texts',
      filled('<doc>', '<a>\u0001\u0002</a>', '</doc>', 800_000),
    ],
    ['control characters', filled('<doc><a>', '\u0001', '</a></doc>')],
    ['JSON objects', filled('{"doc":{"elem":[', '{},', '{}]}}')],
    ['JSON arrays within arrays', filled('{"doc":', '[', ']}')],
    ['no end', endless('<a/>')],
    ['no end of blanks', endless(' ')],
    ['one element in a while', drip],
  ])('of %s is refused within the limits of memory', async (_, answer) => {
    const run = await checkConnection(answer);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/type="upstream_(?:answer_bad|unreachable)"/);
    expect(run.peakKb).toBeGreaterThan(20_000);
    expect(run.peakKb).toBeLessThan(MOST_MEMORY_KB);
  });

  test.each<[string, Answer]>([
    ['of rows', filled('<doc>', ROW, '</doc>', 2_250_000)],
    ['of empty elements', filled('<doc>', '<a/>', '</doc>', 930_000)],
    ['of nested elements', filled('<doc>', '<a><a><a><a/></a></a></a>', '</doc>', 840_000)],
    ['of attributes', filled('<doc>', '<a b="1" c="2"/>', '</doc>', 1_190_000)],
    ['of references', filled('<doc>', `<a>${'&#x31;'.repeat(10)}</a>`, '</doc>', 1_240_000)],
    ['of long texts', filled('<doc>', `<a>${'яx'.repeat(100_000)}</a>`, '</doc>', 5_300_000)],
    ['of damaged texts', filled('<doc>', DAMAGED, '</doc>', 7_400_000)],
    ['of everything', filled('<doc>', MIXED, '</doc>', 2_740_000)],
  ])('as large as is read %s stays within them, too', async (_, answer) => {
    const run = await checkConnection(answer);
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('<doc/>') });
    expect(run.peakKb).toBeLessThan(MOST_MEMORY_KB);
  });
});

describe('an answer of BILLmanager', () => {
  test.each([
    ['elements', '<a/>'],
    ['attributes', '<a b="1" c="2"/>'],
    ['text', 'x'],
  ])('of %s without end is refused within the limits of memory', async (_, part) => {
    const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-limits-'));
    opened.push({ dir });
    const { root } = await sandbox();
    writeFileSync(join(dir, 'part'), part.repeat(Math.ceil(65_536 / part.length)));
    const script = `#!/bin/sh\nprintf '<doc>'\nwhile cat '${join(dir, 'part')}'; do :; done\n`;
    rmSync(join(root, 'sbin/mgrctl'));
    writeFileSync(join(root, 'sbin/mgrctl'), script);
    chmodSync(join(root, 'sbin/mgrctl'), 0o755);
    const args = ['--command', 'suspend', '--item', '101'];
    const run = await measured(inDist(MODULE), args, '', root);
    expect(run.stdout).toContain('type="billing_unreachable"');
    expect(run.peakKb).toBeLessThan(MOST_MEMORY_KB);
  });
});

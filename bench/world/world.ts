import { type ChildProcess, fork } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { type Contestant, timed } from '../measure/race.ts';
import { monthsAhead } from './catalog.ts';
import { type KeyPairFiles, makeCertificate } from './certificate.ts';
import { mgrctlText } from './mgrctl.ts';
import { PanelDatabase } from './panel-database.ts';
import type { UpstreamSettings } from './upstream.ts';

export interface WorldWish {
  readonly dist: string;
  /** Of each mgrctl call and of each upstream request, in milliseconds. */
  readonly mgrctlMs: number;
  readonly upstreamMs: number;
  readonly https?: boolean;
}

/** What is compared at: a quick panel and a near upstream. */
export const USUAL = { mgrctlMs: 30, upstreamMs: 50 };

/**
 * A manager root of its own with the built executable in it, a stand-in mgrctl, BILLmanager's
 * database, and a stand-in upstream in a process of its own.
 */
export class World {
  readonly folder: string;
  readonly root: string;
  readonly executable: string;
  readonly url: string;
  /** Of the upstream, with `https`. */
  readonly certificate: KeyPairFiles | null;
  readonly upstreamPid: number;
  readonly #upstream: ChildProcess;
  #panel: PanelDatabase | undefined;
  #operations = 0;

  private constructor(
    parts: Pick<World, 'folder' | 'url' | 'certificate'> & { upstream: ChildProcess },
  ) {
    this.folder = parts.folder;
    this.root = join(parts.folder, 'root');
    this.executable = join(this.root, 'processing/pmcpbillmgr');
    this.url = parts.url;
    this.certificate = parts.certificate;
    this.upstreamPid = parts.upstream.pid ?? 0;
    this.#upstream = parts.upstream;
  }

  /** null where `https` is wanted and no certificate can be made. */
  static async make(wish: WorldWish): Promise<World | null> {
    const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-bench-'));
    const certificate = wish.https ? makeCertificate(folder) : null;
    if (wish.https && !certificate) return null;
    const keys = certificate ? [certificate.key, certificate.cert] : [];
    const upstream = fork(join(import.meta.dirname, 'upstream.ts'), keys, { stdio: 'inherit' });
    const port = await answerOf(upstream, 'port');
    const url = `http${certificate ? 's' : ''}://127.0.0.1:${port}/billmgr`;
    const world = new World({ folder, url, certificate, upstream });
    world.#makeRoot(wish);
    world.#panel = await PanelDatabase.make(world.root, url);
    await world.setServiceEnd(monthsAhead(1));
    await world.set({
      delayMs: wish.upstreamMs,
      catalog: { licenses: 0, changedEvery: 0, generation: 0 },
    });
    return world;
  }

  #makeRoot({ dist, mgrctlMs }: WorldWish): void {
    for (const folder of ['sbin', 'etc', 'processing', 'var/services', 'lib'])
      mkdirSync(join(this.root, folder), { recursive: true });
    symlinkSync(join(dist, 'processing/pmcpbillmgr'), this.executable);
    symlinkSync(join(dist, 'processing/pmcpbillmgr'), join(this.root, 'sbin/cpbillmgr'));
    symlinkSync(join(dist, 'lib/cpbillmgr'), join(this.root, 'lib/cpbillmgr'));
    const conf = [
      'Preset 3541-ISPmanager Lite',
      'Period 1 1',
      '',
      '[upstream]',
      'rate = 10000',
      `url = ${this.url}`,
    ];
    if (this.certificate) conf.push(`ca = ${this.certificate.cert}`);
    writeFileSync(join(this.root, 'etc/cpbillmgr.conf'), `${conf.join('\n')}\n`, { mode: 0o600 });
    this.setMgrctl(mgrctlMs);
    writeFileSync(join(this.root, 'var/other-services'), '<status>1</status>\n');
  }

  /** How long each mgrctl call takes from now on. */
  setMgrctl(delayMs: number): void {
    const file = join(this.root, 'sbin/mgrctl');
    writeFileSync(file, mgrctlText({ root: this.root, delayMs, url: this.url }));
    chmodSync(file, 0o755);
  }

  /** Until when BILLmanager says that the services are paid. */
  async setServiceEnd(date: string): Promise<void> {
    writeFileSync(join(this.root, 'var/service-end'), `${date}\n`);
    await this.#panel?.setServiceEnd(date);
  }

  /** Services that were not opened here are active from now on, with a license of their number. */
  async setLicensed(): Promise<void> {
    const form = '<status>2</status><lickey>BENCH-%s</lickey><license_id>%s</license_id>';
    writeFileSync(join(this.root, 'var/other-services'), `${form}\n`);
    await this.#panel?.setLicensed();
  }

  /** BILLmanager has so many services, numbered from 1. */
  async setServices(count: number): Promise<void> {
    await this.#panel?.setServices(count);
  }

  async set(settings: UpstreamSettings): Promise<void> {
    this.#upstream.send(settings);
    await answerOf(this.#upstream, 'set');
  }

  /** Upstream requests since the last look. */
  async requests(): Promise<number> {
    this.#upstream.send('count');
    return answerOf(this.#upstream, 'requests');
  }

  /** An operation of the measured executable on a service, as BILLmanager starts it. */
  operation(name: string, command: string, item: (round: number) => number): Contestant {
    return this.ours(name, round => [
      '--command',
      command,
      '--item',
      String(item(round)),
      '--runningoperation',
      String(this.#nextOperation()),
    ]);
  }

  #nextOperation(): number {
    this.#operations += 1;
    return this.#operations;
  }

  /** The measured executable with these arguments. */
  ours(name: string, args: (round: number) => readonly string[], input?: string): Contestant {
    return {
      name,
      command: this.executable,
      args,
      ...this.#surroundings(),
      ...(input ? { input } : {}),
    };
  }

  /** Another program in the same surroundings. */
  other(name: string, command: string, args: (round: number) => readonly string[]): Contestant {
    return { name, command, args, ...this.#surroundings() };
  }

  #surroundings() {
    const env = {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      CPBILLMGR_ROOT: this.root,
    };
    return { cwd: this.root, env };
  }

  async close(): Promise<void> {
    const ended = new Promise(resolve => this.#upstream.once('exit', resolve));
    this.#upstream.disconnect();
    await ended;
    this.#panel?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * A few openings, after which what a panel and an account are asked once is known: what is measured
 * then is any day's work.
 */
export async function learn(world: World): Promise<void> {
  await noteProofs(join(world.root, 'var/cpbillmgr/state.db'));
  const open = world.operation('a first open', 'open', round => 501 + round);
  for (let round = 0; round < 4; round += 1) timed(open, round);
  const log = join(world.root, 'var/pmcpbillmgr.log');
  const unread = readFileSync(log, 'utf8').match(/.* cannot be read .*/);
  if (unread)
    throw new Error(`the stand-in database is not a BILLmanager's any more: ${unread[0]}`);
}

/**
 * What the first openings prove of a panel, which the world's mgrctl could not show in its
 * database.
 */
async function noteProofs(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const journal = await openJournal({ file });
  await journal.remember('soft.open keeps, module 1', 'license_id lickey license_expiredate');
  await journal.remember('service.saveparam spelling', 'named');
  await journal.dispose();
}

/**
 * The next message of the stand-in that has this field; rejects when the process has ended instead.
 */
function answerOf(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('the stand-in upstream has ended'));
    child.once('exit', ended);
    child.once('message', (message: unknown) => {
      child.off('exit', ended);
      const value: unknown =
        typeof message === 'object' && message ? Reflect.get(message, name) : undefined;
      resolve(Number(value));
    });
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filesBelow } from '../../scripts/lib/publish.ts';
import { giveAway } from '../support/give-away.ts';
import { BREAKAGES, brokenDist } from './broken-dist.ts';
import { DIST, PROJECT } from './support.ts';
import { temporaryFolder } from './temporary-folder.ts';

interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** scripts/install of a project, with a folder of its own for temporary files. */
class Installation {
  readonly root = managerRoot();
  readonly temporary = temporaryFolder();
  readonly project: string;

  constructor(project = PROJECT) {
    this.project = project;
  }

  start(...options: readonly string[]): ChildProcess {
    const script = join(this.project, 'scripts/install');
    return spawn('/bin/bash', [script, '--root', this.root, ...options], {
      env: { PATH: '/usr/bin:/bin', TMPDIR: this.temporary },
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(...options: readonly string[]): Promise<Ended> {
    return endOf(this.start(...options));
  }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', chunk => (stdout += String(chunk)));
  child.stderr?.on('data', chunk => (stderr += String(chunk)));
  const [status, signal] = await once(child, 'close');
  return { status, signal, stdout, stderr };
}

/** A manager root in which something was going on before. */
function managerRoot(): string {
  const root = temporaryFolder();
  for (const folder of ['sbin', 'etc', 'var/cpbillmgr', 'processing'])
    mkdirSync(join(root, folder), { recursive: true });
  chmodSync(join(root, 'var/cpbillmgr'), 0o700);
  // whoever starts it leaves a trace
  const trace = `#!/bin/sh\n: > '${join(root, 'var/mgrctl-was-started')}'\n`;
  writeFileSync(join(root, 'sbin/mgrctl'), trace, { mode: 0o755 });
  writeFileSync(join(root, 'var/cpbillmgr/state.db'), 'the state of somebody else', {
    mode: 0o600,
  });
  return root;
}

/** The project as it is brought to a server: the script and a build. */
function copiedProject(fill: (dist: string) => void): string {
  const project = temporaryFolder();
  mkdirSync(join(project, 'scripts'));
  cpSync(join(PROJECT, 'scripts/install'), join(project, 'scripts/install'));
  fill(join(project, 'dist'));
  return project;
}

const inVar = (root: string) =>
  filesBelow(join(root, 'var')).map(path => [path, statSync(join(root, 'var', path)).mtimeMs]);

describe('before it changes anything, scripts/install', () => {
  test('opens a license for stand-ins in a root of its own, says so, and leaves nothing of it', async () => {
    const installation = new Installation();
    const before = inVar(installation.root);
    const { status, stdout, stderr } = await installation.run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^tried +a license was ordered from the stand-ins and opened in \d+ ms\n/,
    );
    expect(inVar(installation.root)).toEqual(before);
    expect(readdirSync(installation.temporary)).toEqual([]);
  });

  test.each(BREAKAGES)(
    'refuses a build whose addon $name, names it, and puts nothing there',
    async ({ breakIt, said }) => {
      const installation = new Installation(copiedProject(dist => brokenDist(dist, breakIt)));
      const before = filesBelow(installation.root);
      const { status, stdout, stderr } = await installation.run();
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(said);
      expect(stderr).toContain('nothing was installed');
      expect(filesBelow(installation.root)).toEqual(before);
      expect(readdirSync(installation.temporary)).toEqual([]);
    },
  );

  test('tries a build that belongs to somebody else, as one does that was made without root', async () => {
    const project = copiedProject(dist => {
      cpSync(DIST, dist, { recursive: true, verbatimSymlinks: true });
      for (const path of [
        '',
        'processing',
        'processing/pmcpbillmgr',
        'lib/cpbillmgr/better_sqlite3.node',
      ])
        giveAway(join(dist, path));
    });
    const { status, stdout, stderr } = await new Installation(project).run();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('a license was ordered');
  });

  test('refuses an executable that the machine cannot start, and one that dies', async () => {
    for (const text of ['not for this processor', '#!/bin/sh\nkill -BUS $$\n']) {
      const project = copiedProject(dist => {
        mkdirSync(join(dist, 'processing'), { recursive: true });
        writeFileSync(join(dist, 'processing/pmcpbillmgr'), text, { mode: 0o755 });
      });
      const installation = new Installation(project);
      const before = filesBelow(installation.root);
      const { status, stderr } = await installation.run();
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /does not work on this machine \(exit code \d+\); nothing was installed/,
      );
      expect(filesBelow(installation.root)).toEqual(before);
      expect(readdirSync(installation.temporary)).toEqual([]);
    }
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'cleans up when it gets %s in the middle of the trial',
    async signal => {
      const installation = new Installation();
      const before = filesBelow(installation.root);
      const inTrial = somethingIn(
        installation.temporary,
        /^cpbillmgr-trial-[^/]+\/root\/var\/cpbillmgr/,
      );
      const child = installation.start();
      const ended = endOf(child);
      await inTrial;
      child.kill(signal);
      expect((await ended).status).not.toBe(0);
      expect(filesBelow(installation.root)).toEqual(before);
      expect(readdirSync(installation.temporary)).toEqual([]);
      // an mgrctl that was under way ends by itself
      await expect.poll(() => processesIn(installation.temporary), { timeout: 20_000 }).toEqual([]);
      expect(readdirSync(installation.temporary)).toEqual([]);
    },
  );
});

/** Resolves when a path below the trial's own temporary folder comes into being. */
function somethingIn(folder: string, pattern: RegExp): Promise<void> {
  return new Promise(resolve => {
    const watcher = watch(folder, { recursive: true }, (_, name) => {
      // the first part is the script's own temporary folder
      if (!pattern.test(name?.replace(/^[^/]+\//, '') ?? '')) return;
      watcher.close();
      resolve();
    });
    onTestFinished(() => watcher.close());
  });
}

/** Processes that work in a folder. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
      } catch {
        // it has ended
        return false;
      }
    });
}

describe('a root', () => {
  test('of a sandbox is refused: what is put there would land in the build that its links lead to', async () => {
    const dir = temporaryFolder();
    const child = spawn(
      join(DIST, 'sbin/cpbillmgr'),
      ['sandbox', 'start', '--dir', join(dir, 's')],
      {
        env: {},
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    onTestFinished(async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    await once(child.stdout, 'data');
    const root = join(dir, 's/root');
    const dist = filesBelow(DIST).map(path => [path, statSync(join(DIST, path)).mtimeMs]);
    for (const options of [[], ['--force'], ['--remove', '--purge']]) {
      const { status, stderr } = await new Installation().run(...options, '--root', root);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining(`${root} belongs to a sandbox`),
      });
    }
    // one that has lost its databases is known by its links
    for (const name of readdirSync(join(dir, 's')).filter(each => each.includes('.db')))
      rmSync(join(dir, 's', name));
    expect((await new Installation().run('--root', root)).stderr).toContain('belongs to a sandbox');
    expect(filesBelow(DIST).map(path => [path, statSync(join(DIST, path)).mtimeMs])).toEqual(dist);
  });

  test.each([
    'with blank',
    'semi;touch X',
    'per%cent',
    'pipe|',
    'quote"',
    'back\\slash',
    'new\nline',
    'ö',
    '$(id)',
  ])(
    'named %j is refused by its name, for cron and systemd read such letters their own way',
    async name => {
      const installation = new Installation();
      const root = join(temporaryFolder(), name);
      cpSync(installation.root, root, { recursive: true });
      const system = temporaryFolder();
      mkdirSync(join(system, 'etc/cron.d'), { recursive: true });
      const before = filesBelow(root);
      const { status, stderr } = await installation.run('--root', root, '--system', system);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining('the root may be named'),
      });
      expect(filesBelow(root)).toEqual(before);
      expect(filesBelow(system)).toEqual([]);
    },
  );

  test('named like an option, below another folder, is found', async () => {
    const installation = new Installation();
    const folder = temporaryFolder();
    cpSync(installation.root, join(folder, '-P'), { recursive: true });
    const child = spawn('/bin/bash', [join(PROJECT, 'scripts/install'), '--root', '-P'], {
      env: { PATH: '/usr/bin:/bin', CDPATH: PROJECT, TMPDIR: installation.temporary },
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(await endOf(child)).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(join(folder, '-P/processing/pmcpbillmgr'))).toBe(true);
  });

  test('whose conf or folders the program refuses is told at once, with what mends it', async () => {
    const installation = new Installation();
    chmodSync(installation.root, 0o775);
    const { stdout } = await installation.run();
    expect(stdout).toContain(`${installation.root} may be changed by others (mode 775)`);
  });
});

describe('an exported CDPATH, in which cd finds another folder of that name, leads astray', () => {
  const lure = (): string => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'scripts/lib'), { recursive: true });
    return folder;
  };
  const bash = (cwd: string, ...words: readonly string[]): Promise<Ended> =>
    endOf(
      spawn('/bin/bash', words, {
        env: { PATH: '/usr/bin:/bin', CDPATH: lure() },
        cwd,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  test('neither the installation', async () => {
    const project = copiedProject(dist => symlinkSync(DIST, dist));
    const run = await bash(project, 'scripts/install', '--root', managerRoot());
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  test('nor the other scripts', async () => {
    const run = await bash(PROJECT, '-c', '. scripts/lib/prepare.sh; printf %s "$project"');
    expect(run).toMatchObject({ status: 0, stdout: PROJECT, stderr: '' });
  });
});

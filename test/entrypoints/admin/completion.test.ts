import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from './surroundings.ts';

/** What the program offers for the last of the words, of which a shell takes what fits. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const line = ['--get-yargs-completions', 'cpbillmgr', ...words];
  const { code, out, err } = await cli(line, { language: 'en' });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.split('\n').filter(Boolean);
}

test('commands are completed', async () => {
  expect(await offered('')).toEqual(
    expect.arrayContaining(['conf', 'licenses', 'completion', 'checkevent', 'close', 'sandbox']),
  );
  expect(await offered('conf', '')).toEqual(['check']);
  expect(await offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
});

test('options and their values are completed', async () => {
  expect(await offered('conf', 'check', '--')).toEqual(['--help', '--lang', '--json']);
  expect(await offered('licenses', '--st')).toContain('--state');
  expect(await offered('licenses', '--state', '')).toEqual(['live', 'released', 'orphan', 'ended']);
  expect(await offered('operations', '--item', '117', '--state', 'wa')).toEqual(['waiting']);
  expect(await offered('operations', '--lang', '')).toEqual(['en', 'ru']);
  expect(await offered('check_param', '--')).toEqual(
    expect.arrayContaining(['--item', '--param', '--value', '--module']),
  );
});

test('a line that is being completed is not carried out, whatever it says', async () => {
  // without a root each of them would say so
  for (const line of ['prolong 117', 'prolong 117 ', 'checkevent', 'open --item 117', 'adopt x'])
    await offered(...line.split(' '));
  expect((await cli('--get-yargs-completions', { language: 'en' })).code).toBe(0);
});

test.each(['bash', 'zsh', 'fish'])(
  'the script of %s asks the program as that shell',
  async shell => {
    const { out, code } = await cli(`completion ${shell}`, { language: 'en' });
    expect(code).toBe(0);
    expect(out).toContain(`SHELL=${shell} cpbillmgr --get-yargs-completions `);
    expect(out).toContain(
      {
        bash: 'complete -o bashdefault -o default -F _cpbillmgr_yargs_completions cpbillmgr',
        zsh: '#compdef cpbillmgr',
        fish: 'complete -f -c cpbillmgr',
      }[shell],
    );
  },
);

test('bash is the default, and takes what fits of what the program offers', async () => {
  const { out } = await cli('completion', { language: 'en' });
  const dir = mkdtempSync(join(tmpdir(), 'completion-'));
  try {
    const program = join(dir, 'cpbillmgr');
    writeFileSync(program, '#!/bin/sh\nprintf "%s\\n" licenses operations "$SHELL-$*"\n');
    chmodSync(program, 0o755);
    const script = `${out}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cpbillmgr_yargs_completions
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const bash = (...words: readonly string[]): string =>
      execFileSync('bash', ['-c', script, 'bash', 'cpbillmgr', ...words], {
        encoding: 'utf8',
        env: { PATH: `${dir}:${process.env['PATH'] ?? ''}`, SHELL: '/bin/zsh' },
      });
    expect(bash('lic')).toBe('licenses\n');
    expect(bash('conf', 'bash')).toContain('bash---get-yargs-completions cpbillmgr conf bash');
  } finally {
    rmSync(dir, { recursive: true });
  }
});

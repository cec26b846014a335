import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { completionScript } from '../../../src/entrypoints/admin/completion.ts';

/** What bash offers when the last of the words is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${completionScript('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cpbillmgr; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-c', script, 'bash', 'cpbillmgr', ...words], {
    encoding: 'utf8',
  });
  return text.split('\n').filter(Boolean);
}

test('bash completes commands', () => {
  expect(offered('lic')).toEqual(['licenses']);
  expect(offered('c')).toEqual(
    expect.arrayContaining(['conf', 'completion', 'checkevent', 'close']),
  );
  expect(offered('conf', '')).toEqual(['check']);
  expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
});

test('bash completes options and their values', () => {
  expect(offered('conf', 'check', '--')).toEqual(['--json', '--help', '--lang']);
  expect(offered('licenses', '--st')).toEqual(['--state']);
  expect(offered('licenses', '--state', '')).toEqual(['live', 'released', 'ended']);
  expect(offered('operations', '--item', '117', '--state', 'wa')).toEqual(['waiting']);
  expect(offered('operations', '--state', '=', 'd')).toEqual(['done']);
  expect(offered('operations', '--lang', '')).toEqual(['en', 'ru']);
  expect(offered('operations', '--item', '')).toEqual([]);
});

test('bash completes what a command of BILLmanager reads', () => {
  expect(offered('check_param', '--')).toEqual([
    '--item',
    '--param',
    '--value',
    '--module',
    '--help',
    '--lang',
  ]);
  expect(offered('open', '117', '--i')).toEqual(['--item', '--itemtype']);
});

test('zsh uses the same script through its bash support', () => {
  expect(completionScript('zsh')).toContain('bashcompinit');
});

test('fish gets a line for every option', () => {
  expect(completionScript('fish')).toContain(
    "complete -c cpbillmgr -n '__fish_seen_subcommand_from licenses' -l state -x -a 'live released ended'",
  );
});

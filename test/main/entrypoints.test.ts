import { describe, expect, test } from 'vitest';
import { chooseEntrypoint } from '../../src/main/entrypoints.ts';

describe('the entrypoint of a call', () => {
  test.each([
    ['pmcpbillmgr', '--command features', 'features'],
    ['pmcpispmgr', '--command=features', 'features'],
    ['cpbillmgr', '--command features', 'features'],
    ['cpbillmgr', 'features', 'admin'],
    ['pmcpbillmgr', '-c features --lang ru', 'features'],
    ['pmcpbillmgr', '--command open --item 117 --runningoperation 3', 'module'],
    ['pmcpbillmgr', '--item 117 --command open', 'module'],
    ['pmcpbillmgr', '-copen -i 117', 'module'],
    ['pmcpbillmgr', 'open 117 --newer-option', 'module'],
    ['pmcpbillmgr', 'open 117 --help', 'admin'],
    ['pmcpbillmgr', '--command open --item 117 --help', 'module'],
    ['pmcpbillmgr', 'checkevent', 'admin'],
    ['cpbillmgr', 'open 117', 'admin'],
    ['cpbillmgr', '--command gen_key', 'module'],
    ['cpbillmgr', '-c gen_key -h', 'admin'],
    ['cpbillmgr', '-copen -i 117', 'admin'],
    ['cpbillmgr', '--lang ru --command open --item 117', 'admin'],
    ['cpbillmgr', '--json operations --command open --item 117', 'admin'],
    ['cpbillmgr', 'get_server_config --module 3', 'admin'],
    ['cpbillmgr', 'checkevent --dry-run', 'admin'],
    ['cpbillmgr', 'licenses --json', 'admin'],
    ['cpbillmgr', 'conf check', 'admin'],
    ['cpbillmgr', '', 'admin'],
    ['cpbillmgr', '--help', 'admin'],
    ['cpbillmgr', 'constructor', 'admin'],
    ['pmcpbillmgr', '--help', 'admin'],
    ['cpbillmgr', 'serve', 'admin'],
    ['cpbillmgr', 'sandbox --port 0', 'sandbox'],
    ['cpbillmgr', 'help sandbox start', 'sandbox'],
    ['cpbillmgr', '-h sandbox', 'sandbox'],
    ['cpbillmgr', '--get-yargs-completions cpbillmgr sandbox st', 'sandbox'],
    ['cpbillmgr', '--get-yargs-completions cpbillmgr open 117', 'admin'],
    ['cpbillmgr', 'prolong sandbox', 'admin'],
  ])('%s %s is %s', (startedAs, words, entrypoint) => {
    expect(chooseEntrypoint(startedAs, words.split(' ').filter(Boolean))).toBe(entrypoint);
  });

  test('of a module that got no command, or none that it knows, is the one that reports such mistakes', () => {
    expect(chooseEntrypoint('pmcpbillmgr', [])).toBe('module');
    expect(chooseEntrypoint('pmcpbillmgr', ['--command'])).toBe('module');
    expect(chooseEntrypoint('pmcpbillmgr', ['--item', '117'])).toBe('module');
    expect(chooseEntrypoint('pmcpispmgr', ['--command', 'dance'])).toBe('module');
  });
});

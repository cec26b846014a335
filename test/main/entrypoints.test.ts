import { describe, expect, test } from 'vitest';
import { chooseEntrypoint } from '../../src/main/entrypoints.ts';

describe('the door of a call', () => {
  test.each([
    ['pmcpbillmgr', '--command features', 'features'],
    ['pmcpispmgr', '--command=features', 'features'],
    ['cpbillmgr', '--command features', 'features'],
    ['cpbillmgr', 'features', 'cli'],
    ['pmcpbillmgr', '-c features --lang ru', 'features'],
    ['pmcpbillmgr', '--command open --item 117 --runningoperation 3', 'protocol'],
    ['pmcpbillmgr', '--item 117 --command open', 'protocol'],
    ['pmcpbillmgr', '-copen -i 117', 'protocol'],
    ['pmcpbillmgr', 'open 117 --newer-option', 'protocol'],
    ['pmcpbillmgr', 'open 117 --help', 'cli'],
    ['pmcpbillmgr', '--command open --item 117 --help', 'protocol'],
    ['pmcpbillmgr', 'checkevent', 'cli'],
    ['cpbillmgr', 'open 117', 'cli'],
    ['cpbillmgr', '--command gen_key', 'protocol'],
    ['cpbillmgr', '-c gen_key -h', 'cli'],
    ['cpbillmgr', '-copen -i 117', 'cli'],
    ['cpbillmgr', '--lang ru --command open --item 117', 'cli'],
    ['cpbillmgr', '--json operations --command open --item 117', 'cli'],
    ['cpbillmgr', 'get_server_config --module 3', 'cli'],
    ['cpbillmgr', 'checkevent --dry-run', 'cli'],
    ['cpbillmgr', 'licenses --json', 'cli'],
    ['cpbillmgr', 'conf check', 'cli'],
    ['cpbillmgr', '', 'cli'],
    ['cpbillmgr', '--help', 'cli'],
    ['cpbillmgr', 'constructor', 'cli'],
    ['pmcpbillmgr', '--help', 'cli'],
    ['cpbillmgr', 'serve', 'cli'],
    ['cpbillmgr', 'sandbox --port 0', 'sandbox'],
    ['mgrctl', '-m billmgr -o xml soft.edit elid=117', 'mgrctl'],
  ])('%s %s is %s', (startedAs, words, entrypoint) => {
    expect(chooseEntrypoint(startedAs, words.split(' ').filter(Boolean))).toBe(entrypoint);
  });

  test('of a module that got no command, or none that it knows, is the one that reports such mistakes', () => {
    expect(chooseEntrypoint('pmcpbillmgr', [])).toBe('protocol');
    expect(chooseEntrypoint('pmcpbillmgr', ['--command'])).toBe('protocol');
    expect(chooseEntrypoint('pmcpbillmgr', ['--item', '117'])).toBe('protocol');
    expect(chooseEntrypoint('pmcpispmgr', ['--command', 'dance'])).toBe('protocol');
  });
});

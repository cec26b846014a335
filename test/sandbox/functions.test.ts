import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { functionNames } from '../../sandbox/billmanager/functions.ts';
import { FAULT_TEXTS } from '../../sandbox/faults/actions.ts';
import { PANEL_FUNCTIONS } from '../../sandbox/panel/functions.ts';
import { SETTING_TEXTS } from '../../sandbox/setting.ts';
import { upstreamFunctions } from '../../sandbox/vendor/functions.ts';

const FOLDER = join(import.meta.dirname, '../../docs/reference');
const PAGES = new Map(
  readdirSync(FOLDER).map(name => [
    basename(name, '.md'),
    readFileSync(join(FOLDER, name), 'utf8'),
  ]),
);
const pages = (...names: readonly string[]): string =>
  names.map(name => PAGES.get(name) ?? '').join('');
const BILLMANAGER = pages('billmanager', 'processing-module');
const VENDOR = pages('vendor-api');
const PANEL = pages('panel-api');
const ALL = pages(...PAGES.keys());

/** Product types, of which the pages say `ITEMTYPE.edit`, `TYPE.filter`, or show soft's. */
const TYPES = ['soft', 'softexternal', 'platform', 'addition', 'vhost', 'backupservice', 'storage'];

/** The spellings under which a page may name a function. */
function spellings(func: string): readonly string[] {
  const [head = '', ...rest] = func.split('.');
  const act = rest.length > 0 ? `.${rest.join('.')}` : '';
  const general = ['ITEMTYPE', 'TYPE', 'soft'].map(type => `${type}${act}`);
  return TYPES.includes(head) ? [func, ...general] : [func];
}

const isNamed = (func: string, text: string): boolean =>
  spellings(func).some(name =>
    new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}(?![\\w])`).test(text),
  );
/** `service.postsuspend`, `postresume` ... are named in one row. */
const isPost = (func: string, text: string): boolean =>
  func.startsWith('service.post') && text.includes(func.slice('service.'.length));

test.each([
  ['BILLmanager', functionNames(), BILLMANAGER],
  ['the vendor', upstreamFunctions(), VENDOR],
  ['the panel', PANEL_FUNCTIONS, PANEL],
])('%s offers no function that the reference does not name', (_side, functions, text) => {
  expect(functions.length).toBeGreaterThan(8);
  expect(functions.filter(func => !isNamed(func, text) && !isPost(func, text))).toEqual([]);
});

test('product types are those of the reference', () => {
  for (const type of TYPES) expect(ALL, type).toContain(`\`${type}\``);
});

test.each([
  ['setting', SETTING_TEXTS],
  ['fault', FAULT_TEXTS],
])('every %s is explained in one line that a terminal holds', (_kind, texts) => {
  const name = Math.max(...texts.map(each => each[0].length));
  for (const [each, ...text] of texts) {
    expect(text.at(-1)?.length, each).toBeGreaterThan(10);
    expect(4 + name + text.join('  ').length, each).toBeLessThanOrEqual(100);
  }
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isFamily } from '../../src/conf/key.ts';
import { isNumbered, isSection, keysOf, SECTIONS } from '../../src/conf/keys.ts';
import { parseConf } from '../../src/conf/parse.ts';
import { errorText } from '../../src/conf/validation-error.ts';

const shipped = readFileSync(new URL('../../etc/cpbillmgr.conf', import.meta.url), 'utf8');
const manual = readFileSync(new URL('../../docs/conf.md', import.meta.url), 'utf8');
const examplesEnabled = shipped.replace(/^#(?=[^\s#-])/gm, '');
const sections = Object.keys(SECTIONS).filter(isSection);
const read = (text: string) => {
  const { conf, errors } = parseConf(text, 'c', '/');
  expect(errors.map(each => errorText(each))).toEqual([]);
  return conf;
};

describe('the shipped conf', () => {
  test('has no validation errors and sets nothing but presets', () => {
    const conf = read(shipped);
    const { presets, file, fingerprint, ...rest } = conf;
    expect(presets.length).toBeGreaterThan(10);
    const empty = read('');
    expect(JSON.stringify(rest)).toBe(
      JSON.stringify({ ...empty, presets: undefined, file: undefined, fingerprint: undefined }),
    );
    expect(conf.periods).toEqual(empty.periods);
    for (const { id } of presets) expect(conf.presetSettings(id)).toEqual(empty.presetSettings(id));
  });

  test('has no validation errors with every example enabled', () => {
    const conf = read(examplesEnabled);
    expect(conf.upstream.ca).toBe('/etc/own-ca.pem');
    expect(conf.presetSettings('4601').close).toBe('release');
  });

  test('shows every key of every section', () => {
    for (const section of sections) {
      const header = isNumbered(section) ? `\\[${section} \\d+\\]` : `\\[${section}\\]`;
      const text =
        new RegExp(`^${header}$([^]*?)(?=^\\[|$(?![^]))`, 'm').exec(examplesEnabled)?.[1] ?? '';
      const shown = [...text.matchAll(/^([a-z_]+(?:\.(?:\d+|[a-z]+))?) = /gm)].map(match =>
        match[1]?.replace(/\d+$/, ''),
      );
      expect(shown.toSorted(), section).toEqual(
        keysOf(section)
          .map(([, key]) => (isFamily(key) ? key.prefix : key.name))
          .toSorted(),
      );
    }
  });
});

describe('docs/conf.md', () => {
  test('lists every key of every section, and no other', () => {
    for (const section of sections) {
      const title = isNumbered(section) ? `### [${section} N]` : `### [${section}]`;
      const text = manual.slice(manual.indexOf(title)).split('\n### ')[0] ?? '';
      const listed = [...text.matchAll(/^\| `([^`]+)` +\|/gm)].map(match => match[1]);
      expect(listed.toSorted(), title).toEqual(
        keysOf(section)
          .map(([, key]) => (isFamily(key) ? `${key.prefix}N` : key.name))
          .toSorted(),
      );
    }
  });

  test('its example is read without validation errors', () => {
    const example =
      /(?:^ {4}.*\n|^\n)+/m.exec(manual.slice(manual.indexOf('    # read by')))?.[0] ?? '';
    expect(read(example).upstream.password).toBe('with # and ; inside');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine } from '../../src/base/plain-text.ts';
import { isSection, keysOf, SECTIONS } from '../../src/conf/keys.ts';
import { parseConf } from '../../src/conf/parse.ts';
import { runs } from './runs.ts';

const parse = (text: string) => parseConf(text, 'c', '/mgr');

const id = fc.integer({ min: 1, max: 99_999 }).map(String);
const term = fc.constantFrom('1', '3', '12', '0', '-100', '17');
const name = fc
  .array(fc.stringMatching(/^[A-Za-z0-9а-я.+]{1,8}$/), { minLength: 1, maxLength: 4 })
  .map(words => words.join(' '));
const secret = fc.string({ minLength: 1, maxLength: 24, unit: 'grapheme-ascii' });

interface Wished {
  readonly presets: readonly { id: string; name: string }[];
  readonly periods: readonly [string, string][];
  readonly password: string;
  readonly timeout: number;
  readonly settings: readonly {
    id: string;
    addon: string;
    amount: number;
    maxCost: string;
    close: string;
  }[];
}

const wished: fc.Arbitrary<Wished> = fc
  .record({
    presets: fc.uniqueArray(fc.record({ id, name }), { selector: each => each.id, maxLength: 8 }),
    periods: fc.uniqueArray(fc.tuple(term, term), { selector: each => each[0], maxLength: 5 }),
    password: secret,
    timeout: fc.integer({ min: 1, max: 600 }),
    addon: id,
    amount: fc.nat(1000),
    maxCost: fc.constantFrom('1', '12.50', '999.9999'),
    close: fc.constantFrom('delete', 'release'),
  })
  .map(({ addon, amount, maxCost, close, ...rest }) => ({
    ...rest,
    settings: rest.presets.map(each => ({ id: each.id, addon, amount, maxCost, close })),
  }));

/** JSON's escapes are those of a quoted value. */
const quoted = (text: string): string => JSON.stringify(text);

function lines(conf: Wished): string[] {
  return [
    ...conf.presets.map(each => `Preset ${each.id}-${each.name}`),
    ...conf.periods.map(([local, upstream]) => `Period ${local}   ${upstream} # a comment`),
    '[upstream]',
    `password = ${quoted(conf.password)}`,
    `timeout=${conf.timeout} ; seconds`,
    ...conf.settings.flatMap(each => [
      `[preset ${each.id}]`,
      `addon.${each.addon} = ${each.amount}`,
      `max_cost = ${each.maxCost}`,
      `close = ${each.close}`,
    ]),
  ];
}

describe('the conf', () => {
  test('any conf that may be written is read as it was meant', () => {
    fc.assert(
      fc.property(wished, fc.constantFrom('\n', '\r\n'), (meant, end) => {
        const { conf, errors } = parse(lines(meant).join(end));
        expect(errors).toEqual([]);
        expect(conf.presets).toEqual(meant.presets);
        expect([...conf.periods]).toEqual(meant.periods);
        expect(conf.upstream.password).toBe(meant.password);
        expect(conf.upstream.timeout).toBe(meant.timeout);
        for (const each of meant.settings) {
          const settings = conf.presetSettings(each.id);
          expect([...settings.addons]).toEqual([[each.addon, each.amount]]);
          expect([settings.maxCost, settings.close]).toEqual([each.maxCost, each.close]);
        }
      }),
      runs(500),
    );
  });

  test('every validation error is told with its line, and none that is not one', () => {
    const bad = fc.constantFrom(
      'Preset x-Lite',
      'Period 1',
      'password = ...',
      'Presett 5-Lite',
      'Preset 5-\u00a0Lite',
      'just words',
    );
    fc.assert(
      fc.property(
        wished,
        fc.array(fc.tuple(fc.nat(20), bad), { minLength: 1, maxLength: 6 }),
        (meant, wrong) => {
          const directives = lines(meant).slice(0, meant.presets.length + meant.periods.length);
          const rest = lines(meant).slice(directives.length);
          for (const [at, line] of wrong) directives.splice(at % (directives.length + 1), 0, line);
          const { errors } = parse([...directives, ...rest].join('\n'));
          const badLines = directives.flatMap((line, index) =>
            wrong.some(([, each]) => each === line) ? [index + 1] : [],
          );
          expect(errors.map(each => each.line)).toEqual(badLines);
        },
      ),
      runs(500),
    );
  });

  test('no text makes the parser fall over, and no validation error shows what stands behind a password', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 20, unit: 'binary' }),
      fc.constantFrom(
        'Preset ',
        'Period ',
        '[',
        ']',
        '=',
        '"',
        "'",
        '\\',
        '\n',
        '\r',
        ' ',
        '\t',
        '#',
        ';',
        '-',
        '__proto__',
      ),
      fc.constantFrom(
        ...Object.keys(SECTIONS)
          .filter(isSection)
          .flatMap(name => [`[${name}]\n`, ...keysOf(name).map(([, key]) => `${key.name} = `)]),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const { errors } = parse(pieces.join(''));
        for (const { found, allowed, line } of errors) {
          const said = `${found.en}${allowed.en}`;
          expect(oneLine(said)).toBe(said);
          expect(line).toBeGreaterThanOrEqual(0);
        }
      }),
      runs(1000),
    );
  });

  test('a password is never shown, whatever is wrong around it', () => {
    const around = fc.constantFrom(
      '',
      '[upstream]\n',
      '[preset 5]\n',
      '[sync]\n',
      '[upstrem]\n',
      'Preset 5-Lite\n',
    );
    const spelled = fc.constantFrom(
      'password = ',
      'password=',
      'password ',
      'pasword = ',
      'Password: ',
    );
    fc.assert(
      fc.property(
        around,
        spelled,
        fc.stringMatching(/^[A-Za-z0-9]{12}$/),
        (before, key, password) => {
          const { errors } = parse(`${before}${key}${password}\n`);
          expect(JSON.stringify(errors)).not.toContain(password);
        },
      ),
      runs(1000),
    );
  });
});

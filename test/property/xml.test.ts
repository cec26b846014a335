import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../src/manager-api/answer.ts';
import { MAX_DEPTH } from '../../src/manager-api/answer-limits.ts';
import { AnswerUnreadable } from '../../src/manager-api/answer-unreadable.ts';
import type { MgrElement } from '../../src/manager-api/document.ts';
import { parseXml } from '../../src/manager-api/xml.ts';
import { serializeXml, type XmlNode } from '../../src/manager-api/xml-build.ts';
import { xmlText } from '../../src/manager-api/xml-characters.ts';
import { runs } from './runs.ts';

/** Far above what the largest case takes on a busy machine: only a hang exceeds it. */
const HANG_MS = 300_000;

/** A document or AnswerUnreadable, in time; nothing else. */
function read(body: Uint8Array, contentType = ''): MgrElement | null {
  const began = performance.now();
  try {
    return parseAnswer(body, contentType);
  } catch (error) {
    if (!(error instanceof AnswerUnreadable)) throw error;
    expect(error.reason).toMatch(/^[\w<>' -]{1,120}$/);
    return null;
  } finally {
    expect(performance.now() - began).toBeLessThan(HANG_MS);
  }
}

/**
 * Names that every object's properties have are not among them: the reader refuses some of those.
 */
const elementName = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/),
    fc.constantFrom('doc', 'elem', 'error'),
  )
  .filter(name => !(name in {}));
const text = fc.string({ maxLength: 24, unit: 'binary' });
const { node } = fc.letrec<{ node: XmlNode }>(tie => ({
  node: fc.record(
    {
      name: elementName,
      attributes: fc.dictionary(elementName, text, { maxKeys: 4 }),
      text,
      children: fc.array(tie('node'), { maxLength: 3 }),
    },
    { requiredKeys: ['name'] },
  ),
}));

/**
 * A reader sees a node so: what XML cannot carry is gone; blanks around the text are none, but for
 * whom they matter, unless they are layout.
 */
function asRead(node: XmlNode): unknown {
  const whole = xmlText(node.text ?? '');
  const text = whole.trim();
  const hasBlanks = text !== '' && text !== whole;
  const isLayout = /[\r\n]/.test(whole.replace(text, ''));
  return {
    name: node.name,
    attributes: new Map(
      Object.entries(node.attributes ?? {}).map(([name, value]) => [name, xmlText(value ?? '')]),
    ),
    text,
    ...(hasBlanks && !isLayout ? { untrimmed: whole } : {}),
    children: (node.children ?? []).map(asRead),
  };
}

describe('documents', () => {
  test('what is written is read back as it was', () => {
    fc.assert(
      fc.property(node, root => {
        expect(parseXml(serializeXml(root))).toEqual(asRead(root));
      }),
      runs(1000),
    );
  });

  test('no bytes are anything but a document or unreadable', () => {
    const contentType = fc.constantFrom(
      '',
      'text/xml; charset=windows-1251',
      'text/xml; charset=utf-16',
      'x; charset=no',
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), contentType, (bytes, type) => {
        read(bytes, type);
      }),
      runs(3000),
    );
  });

  test('neither is a document that was cut, spliced, or written by somebody malicious', () => {
    const pieces = fc.constantFrom(
      ...[
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<?xml version="1.0" encoding="koi8-r"?>',
        '<doc>',
        '</doc>',
        '<doc/>',
      ],
      ...[
        '<!DOCTYPE doc [<!ENTITY a "b">]>',
        '<!DOCTYPE doc SYSTEM "file:///etc/passwd">',
        '&a;',
        '&lt;',
        '&#x41;',
        '&#0;',
      ],
      ...[
        '<elem>',
        '</elem>',
        '<a b="c" b="d"/>',
        '<a b=c/>',
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '--',
        '<?p ?>',
        '"',
        "'",
      ],
      ...[
        '>',
        '<',
        '&',
        '\u0000',
        '\ufeff',
        '\u2028',
        '<__proto__>',
        '</__proto__>',
        '<constructor a="">',
        '</constructor>',
        '<e constructor="" toString="1"/>',
        '{"doc":',
        '}',
        '{',
        '"$":"1"',
        '[1]',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, text), { maxLength: 30 }), parts => {
        read(Buffer.from(parts.join('')));
      }),
      runs(5000),
    );
  });

  test('a document type is refused, whatever it declares', () => {
    const declared = fc.constantFrom(
      '',
      ' SYSTEM "file:///etc/passwd"',
      ' [<!ENTITY a "&a;&a;">]',
      ' PUBLIC "-//x" "http://127.0.0.1/"',
    );
    fc.assert(
      fc.property(declared, fc.constantFrom('<doc>&a;</doc>', '<doc/>'), (declaration, body) => {
        expect(read(Buffer.from(`<!DOCTYPE doc${declaration}>${body}`))).toBeNull();
      }),
      runs(50),
    );
  });

  test('elements are read to the depth that is allowed and not beyond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), depth => {
        const body = `${'<doc>'.repeat(depth)}${'</doc>'.repeat(depth)}`;
        expect(read(Buffer.from(body)) !== null).toBe(depth <= MAX_DEPTH);
      }),
      runs(100),
    );
  });

  test.each([
    ['very many elements', `<doc>${'<elem><id>1</id></elem>'.repeat(20_000)}</doc>`],
    ['very many brackets', '['.repeat(300_000)],
    ['very many unclosed elements', '<a>'.repeat(100_000)],
    ['very many ampersands', `<doc>${'&'.repeat(300_000)}</doc>`],
    ['very many comments begun', `<doc>${'<!--'.repeat(80_000)}</doc>`],
    ['very many blanks in a tag', `<doc${' '.repeat(300_000)}`],
    [
      'very many attributes',
      `<doc ${Array.from({ length: 20_000 }, (_, i) => `a${i}="b"`).join(' ')}/>`,
    ],
    ['very many quotes', `<doc a="${"'".repeat(300_000)}"/>`],
  ])('%s end in time', (_, body) => {
    read(Buffer.from(body));
  });

  test('an attribute that stands twice makes the document unreadable', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,6}$/), text, text, (name, a, b) => {
        const value = (given: string): string => xmlText(given).replace(/[<&"\r\n\t]/g, '');
        expect(
          read(Buffer.from(`<doc><e ${name}="${value(a)}" ${name}="${value(b)}"/></doc>`)),
        ).toBeNull();
      }),
      runs(300),
    );
  });

  test('a text in an encoding of its own is the same text', () => {
    const words = fc.stringMatching(/^[А-Яа-яA-Za-z0-9 ]{0,20}$/).map(given => given.trim());
    fc.assert(
      fc.property(words, given => {
        const windows = Buffer.from([...`<doc><n>${given}</n></doc>`].map(windows1251));
        const utf16 = Buffer.concat([
          Buffer.from([0xff, 0xfe]),
          Buffer.from(`<doc><n>${given}</n></doc>`, 'utf16le'),
        ]);
        expect(read(windows, 'text/xml; charset=windows-1251')?.children[0]?.text).toBe(given);
        expect(read(utf16)?.children[0]?.text).toBe(given);
      }),
      runs(300),
    );
  });
});

/** The one encoding besides UTF-8 that old panels use. */
function windows1251(character: string): number {
  const code = character.charCodeAt(0);
  return code < 0x80 ? code : code - 0x0410 + 0xc0;
}

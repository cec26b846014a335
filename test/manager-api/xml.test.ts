import { describe, expect, it } from 'vitest';
import { AnswerUnreadable } from '../../src/manager-api/answer-unreadable.ts';
import { child, field, type MgrElement, text, withBlanks } from '../../src/manager-api/document.ts';
import { parseXml } from '../../src/manager-api/xml.ts';
import { serializeXml } from '../../src/manager-api/xml-build.ts';

function reasonOf(xml: string): string {
  try {
    parseXml(xml);
  } catch (error) {
    if (error instanceof AnswerUnreadable) return error.reason;
    throw error;
  }
  return 'it was read';
}

const nested = (depth: number) => `${'<doc>'.repeat(depth)}${'</doc>'.repeat(depth)}`;

describe('parseXml', () => {
  it('reads elements, attributes and text in their order', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<!-- c --><doc lang="en"> <elem><id>7</id></elem><elem><id>8</id></elem></doc>\n',
    );
    expect(root.attributes.get('lang')).toBe('en');
    expect(root.children.map(each => text(each, 'id'))).toEqual(['7', '8']);
    expect(root.text).toBe('');
  });

  it('keeps every value as the text that was written', () => {
    const root = parseXml(
      '<doc a="007"><id>007</id><cost>950.0000</cost><flag>true</flag><hex>0x1f</hex><e>1e5</e></doc>',
    );
    expect(root.children.map(each => each.text)).toEqual([
      '007',
      '950.0000',
      'true',
      '0x1f',
      '1e5',
    ]);
    expect(root.attributes.get('a')).toBe('007');
  });

  it('reads CDATA as text, untouched, beside other text', () => {
    const root = parseXml('<doc><msg> a <![CDATA[<!DOCTYPE html>&amp;<b>]]> z </msg></doc>');
    expect(text(root, 'msg')).toBe('a <!DOCTYPE html>&amp;<b> z');
  });

  it('resolves the predefined entities and character references, once', () => {
    const root = parseXml(
      '<doc a="&quot;&apos;"><v>&lt;&gt;&amp;lt; &#1055;&#x41;&#x1F600;</v></doc>',
    );
    expect(text(root, 'v')).toBe('<>&lt; ПA😀');
    expect(root.attributes.get('a')).toBe(`"'`);
  });

  it('reads names that mean something to JavaScript as names', () => {
    const root = parseXml(
      '<doc><toString valueOf="1">a</toString><hasOwnProperty>b</hasOwnProperty></doc>',
    );
    expect(root.children.map(each => [each.name, each.text])).toEqual([
      ['toString', 'a'],
      ['hasOwnProperty', 'b'],
    ]);
    expect(child(root, 'toString')?.attributes.get('valueOf')).toBe('1');
    expect(reasonOf('<doc __proto__="1"/>')).toBe('not well-formed XML');
  });

  it('reads a field of a form one level deeper too', () => {
    expect(
      field(
        parseXml('<doc><doc><newexpiredate>2030-01-01</newexpiredate></doc></doc>'),
        'newexpiredate',
      ),
    ).toBe('2030-01-01');
  });

  it.each([
    '<doc><a></doc>',
    '<doc><a></b></doc>',
    '<doc></doc></doc>',
    '<doc a="1" a="2"/>',
    '<doc a="1" a="1"></doc>',
    '<doc a=1/>',
    '<doc a/>',
    '<doc a="<"/>',
    '<doc>a & b</doc>',
    '<doc a="a & b"/>',
    '<doc>&nbsp;</doc>',
    '<doc>&#0;</doc>',
    '<doc>&#xFFFFFF;</doc>',
    '<doc>&#xD800;</doc>',
    '<doc/>rubbish',
    '<doc/>rubbish>',
    '<doc></doc>rubbish',
    '<doc></doc><!-- c -->rubbish',
    '<doc/><!-- c -->rubbish',
    'rubbish<doc/>',
    '<doc/><doc/>',
    '<doc></doc><doc/>',
    '<doc></doc><![CDATA[x]]>',
    '<doc>',
    '<doc',
    '<doc><a>x</a',
    '<doc><!-- </doc>',
    '<doc><![CDATA[ </doc>',
    '<doc><!ELEMENT a></doc>',
    '< doc/>',
    '<doc><1a/></doc>',
    '<#text>a</#text>',
    'no markup at all',
  ])('refuses %s', xml => {
    expect(reasonOf(xml)).toBe('not well-formed XML');
  });

  it.each(['', ' \n\t'])('refuses the empty document %j', xml => {
    expect(reasonOf(xml)).toBe('an empty document');
  });

  it.each(['\u0000', '\u0001', '\u001b', '\uFFFE', '\uD800'])(
    'refuses the character %j',
    character => {
      expect(reasonOf(`<doc>${character}</doc>`)).toBe('control characters in it');
    },
  );

  it.each([
    '<!DOCTYPE doc><doc/>',
    '<!doctype doc><doc/>',
    '<!DOCTYPE doc [<!ENTITY a "b">]><doc>&a;</doc>',
    '<!DOCTYPE doc SYSTEM "file:///etc/passwd"><doc/>',
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>',
  ])('refuses a document type: %s', xml => {
    expect(reasonOf(xml)).toBe('a document type declaration in it');
  });

  it('refuses a document type that hides behind an attribute', () => {
    expect(reasonOf('<a b="<!--"/><!DOCTYPE x [<!ENTITY a "b">]> -->')).not.toBe('it was read');
  });

  it('bounds the depth, the root counted', () => {
    expect(reasonOf(nested(64))).toBe('it was read');
    expect(reasonOf(nested(65))).toBe('elements nested too deep');
    expect(reasonOf(nested(100_000))).toBe('elements nested too deep');
  });

  it('never repeats content in its error', () => {
    expect(() => parseXml('<doc><lickey>SECRET-KEY</lickey><a></doc>')).toThrow(
      /^the answer cannot be read: not well-formed XML$/,
    );
  });
});

describe('serializeXml', () => {
  it('writes elements, attributes and text, escaped', () => {
    expect(
      serializeXml({
        name: 'doc',
        children: [
          {
            name: 'error',
            attributes: { type: 'a"<&', value: undefined },
            children: [{ name: 'msg', text: `<&>"'` }],
          },
          { name: 'ok' },
        ],
      }),
    ).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><doc><error type="a&quot;&lt;&amp;"><msg>&lt;&amp;&gt;"\'</msg></error><ok/></doc>',
    );
  });

  it('leaves the declaration out where it is asked to', () => {
    expect(serializeXml({ name: 'doc' }, { declaration: false })).toBe('<doc/>');
  });

  it('is read back as it was, with line ends, tabs and all scripts', () => {
    const value = `]]> <!-- & &amp; &#65; &nbsp; &lt &x41; &#x41; &; " ' \t\r\n <b> Привет 😀 \u00a0.`;
    const written = serializeXml({
      name: 'doc',
      attributes: { a: value },
      children: [{ name: 'v', text: value }],
    });
    const root: MgrElement = parseXml(written);
    expect(root.attributes.get('a')).toBe(value);
    expect(text(root, 'v')).toBe(value);
    expect(written).not.toMatch(/[\r\n\t]/);
  });

  it('removes what XML cannot carry', () => {
    const dirty = 'a\u0000b\u0008c\u001bd\uFFFEe\uFFFFf\uD800g\uDC00h';
    const root = parseXml(serializeXml({ name: 'doc', attributes: { a: dirty }, text: dirty }));
    expect([root.text, root.attributes.get('a')]).toEqual(['abcdefgh', 'abcdefgh']);
  });

  it.each(['', 'a b', '1a', '@a', '#text', 'a>', '?xml'])('refuses the name %j', name => {
    expect(() => serializeXml({ name: 'doc', children: [{ name }] })).toThrow(TypeError);
  });
});

it('keeps the blanks around a text beside it, but no layout', () => {
  const textsOf = (xml: string) => {
    const element = parseXml(`<doc><a>${xml}</a></doc>`).children[0];
    return element && [element.text, withBlanks(element)];
  };
  expect(textsOf(' secret ')).toEqual(['secret', ' secret ']);
  expect(textsOf('&#32;secret')).toEqual(['secret', ' secret']);
  expect(textsOf('\n    secret\n  ')).toEqual(['secret', 'secret']);
  expect(textsOf('se cret')).toEqual(['se cret', 'se cret']);
  expect(textsOf('  ')).toEqual(['', '']);
});

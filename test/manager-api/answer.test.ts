import { describe, expect, it } from 'vitest';
import { parseAnswer } from '../../src/manager-api/answer.ts';
import { type AnswerError, answerError } from '../../src/manager-api/answer-error.ts';
import { AnswerUnreadable } from '../../src/manager-api/answer-unreadable.ts';
import { text } from '../../src/manager-api/document.ts';

const bytes = (content: string) => new TextEncoder().encode(content);
const read = (content: string, contentType?: string) => parseAnswer(bytes(content), contentType);

function reasonOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof AnswerUnreadable) return error.reason;
    throw error;
  }
  return 'it was read';
}

describe('parseAnswer', () => {
  it.each([
    ['', 'an empty answer'],
    [' \r\n', 'an empty answer'],
    ['<html><body>x</body></html>', 'an HTML page'],
    ['\n<!-- proxy --><!doctype HTML><html></html>', 'an HTML page'],
    [
      '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x"><html/>',
      'an HTML page',
    ],
    ['<HEAD><TITLE>502', 'an HTML page'],
    ['Bad gateway', 'plain text'],
    ['<doc', 'a document that is cut short'],
    ['<doc><elem><id>7</id>', 'a document that is cut short'],
    ['<doc><elem><id>7</id></elem></do', 'a document that is cut short'],
    ['<?xml version="1.0" encoding="UTF-8"?><doc lang="en">', 'a document that is cut short'],
    ['{"doc":{"id":{"$":"7"}}}', 'JSON where XML was asked for'],
    ['{"error":{"msg":"x"}}', 'JSON where XML was asked for'],
    ['<doc><a></b></doc>', 'not well-formed XML'],
    ['<error type="auth"/>', 'a document of another kind'],
    ['<!DOCTYPE doc [<!ENTITY a "b">]><doc>&a;</doc>', 'a document type declaration in it'],
    ['[]', 'JSON where XML was asked for'],
  ])('says why %j is no answer', (content, reason) => {
    expect(reasonOf(() => read(content))).toBe(reason);
  });

  it('goes by the content, not by the content type', () => {
    expect(text(read('<doc><id>7</id></doc>', 'text/html'), 'id')).toBe('7');
  });

  it.each([
    ['windows-1251', [0xcf, 0xf0, 0xee]],
    ['koi8-r', [0xf0, 0xd2, 0xcf]],
    ['UTF-8', [0xd0, 0x9f, 0xd1, 0x80, 0xd0, 0xbe]],
  ])('reads %s by declaration and by content type', (charset, name) => {
    const inside = [...bytes('<doc><name>'), ...name, ...bytes('</name></doc>')];
    const declared = [...bytes(`<?xml version="1.0" encoding="${charset}"?>`), ...inside];
    expect(text(parseAnswer(Uint8Array.from(declared), 'text/xml'), 'name')).toBe('Про');
    expect(text(parseAnswer(Uint8Array.from(inside), `text/xml; charset=${charset}`), 'name')).toBe(
      'Про',
    );
    expect(
      text(parseAnswer(Uint8Array.from(inside), `text/xml;Charset="${charset}"`), 'name'),
    ).toBe('Про');
  });

  it('reads byte order marks, which win over what else is said', () => {
    const utf16 = Buffer.from(
      '\uFEFF<?xml version="1.0" encoding="UTF-16"?><doc><name>Про</name></doc>',
      'utf16le',
    );
    expect(text(parseAnswer(utf16), 'name')).toBe('Про');
    expect(text(parseAnswer(Buffer.from(utf16).swap16()), 'name')).toBe('Про');
    expect(
      text(read('\uFEFF<doc><name>Про</name></doc>', 'text/xml; charset=windows-1251'), 'name'),
    ).toBe('Про');
  });

  it('refuses an unknown character set', () => {
    expect(reasonOf(() => read('<?xml version="1.0" encoding="klingon-8"?><doc/>'))).toBe(
      'the unknown character set klingon-8',
    );
  });

  it.each([
    ['bytes that the set does not have', [0xcf, 0xf0]],
    ['half a letter', [0xd0]],
    ['NUL', [0]],
    ['a form feed', [0x0c]],
    ['a reference to a control character', [...bytes('&#1;')]],
    ['a reference to half a character', [...bytes('&#xD800;')]],
    ['a reference to no character', [...bytes('&#99999999999;')]],
    ['U+FFFE', [...bytes('\uFFFE')]],
  ])('replaces %s and reads the rest', (_, broken) => {
    const body = [
      ...bytes('<doc><name>a'),
      ...broken,
      ...bytes('b &#x41;😀</name><id>7</id></doc>'),
    ];
    const document = parseAnswer(Uint8Array.from(body));
    expect(text(document, 'name')).toMatch(/^a\uFFFD{1,2}b A😀$/u);
    expect(text(document, 'id')).toBe('7');
  });

  it('replaces characters in a long text, none of them more than once', () => {
    const long = `${'😀'.repeat(50_000)}\u0000${'x'.repeat(70_000)}\u000c`;
    expect(text(read(`<doc><name>${long}</name></doc>`), 'name')).toBe(
      long.replace('\u0000', '\uFFFD').replace('\u000c', '\uFFFD'),
    );
  });
});

describe('answerError', () => {
  const error = (content: string): Partial<AnswerError> | null => {
    const found = answerError(read(content));
    if (found === null) return null;
    const { params, ...rest } = found;
    return params.size > 0 ? found : rest;
  };
  const full = { type: 'value', object: 'ip', value: '1.2.3.x', message: 'Bad address' };

  it('is null for every other document', () => {
    expect(error('<doc/>')).toBeNull();
    expect(error('<doc><elem><error>0</error></elem></doc>')).toBeNull();
  });

  it.each([
    '<doc><error type="value" object="ip" value="1.2.3.x" lang="en"><msg>Bad address</msg></error></doc>',
    '<doc><error type="value" object="ip" value="1.2.3.x" msg="Bad address"/></doc>',
    '<doc><error type="value" object="ip" value="1.2.3.x">Bad address</error></doc>',
    '<doc><error><type>value</type><object>ip</object><value>1.2.3.x</value><msg>Bad address</msg></error></doc>',
    '<doc><doc><error type="value" object="ip" value="1.2.3.x"><msg>Bad address</msg></error></doc></doc>',
  ])('is read from %s', content => {
    expect(error(content)).toEqual(full);
  });

  it('has its params, which stand in for attributes that are missing', () => {
    const content =
      '<doc><error type="value"><param name="object" type="msg" msg="IP address">ip</param><param name="value">1.2.3.x</param><param name="desc" msg="text"/><msg>Bad address</msg></error></doc>';
    expect(error(content)).toEqual({
      ...full,
      params: new Map([
        ['object', 'ip'],
        ['value', '1.2.3.x'],
        ['desc', 'text'],
      ]),
    });
  });

  it.each([
    [
      '<doc><error code="2" obj="license">text</error></doc>',
      { type: 'exists', object: 'license', message: 'text' },
    ],
    ['<doc><error code="3" obj="license"/></doc>', { type: 'missed', object: 'license' }],
    ['<doc><error code="4" val="ip"/></doc>', { type: 'value', object: 'ip', value: '' }],
    ['<doc><error code="5" val="userlimit"/></doc>', { type: 'limit', value: 'userlimit' }],
    ['<doc><error code="6"/></doc>', { type: 'access' }],
    ['<doc><error code="100"/></doc>', { type: 'auth' }],
    ['<doc><error code="77"><msg>new</msg></error></doc>', { type: 'code 77', message: 'new' }],
    ['<doc><error>just text</error></doc>', { type: 'unknown', message: 'just text' }],
    ['<doc><error/></doc>', { type: 'unknown', message: '' }],
  ])('of the oldest managers is read: %s', (content, expected) => {
    expect(error(content)).toMatchObject(expected);
  });
});

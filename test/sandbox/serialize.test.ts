import { expect, test } from 'vitest';
import { doc, el, listDoc, okDoc } from '../../sandbox/store/document.ts';
import { enveloped } from '../../sandbox/store/envelope.ts';
import { errorDocument, PanelError } from '../../sandbox/store/panel-error.ts';
import { serialize } from '../../sandbox/store/serialize.ts';

const bjson = (document: Parameters<typeof serialize>[0]): unknown =>
  JSON.parse(serialize(document, 'bjson'));
const CALL = { func: 'soft.edit', user: 'root', level: 30 };

test('bjson: a form stands below model, its fields plain', () => {
  expect(bjson(doc([el('id', 7), el('lickey')]))).toEqual({ model: { id: '7', lickey: '' } });
});

test('bjson: an outcome is found where either client reads it', () => {
  expect(bjson(okDoc([el('id', 7)]))).toEqual({
    id: { v: '7' },
    ok: {},
    model: { id: '7', ok: '' },
  });
});

test('bjson: rows stand at the top, also one of them and none', () => {
  const page = { number: 1, size: 50, total: 1 };
  expect(bjson(listDoc([el('elem', [el('id', 7)])], page))).toMatchObject({ elem: [{ id: '7' }] });
  expect(bjson(listDoc([], { ...page, total: 0 }))).toMatchObject({ elem: [], p_elems: '0' });
  expect(bjson(doc([el('elem', [el('DBName', 'billmgr')])]))).toEqual({
    elem: [{ DBName: 'billmgr' }],
  });
});

test('bjson: an error stands at the top, its text plain', () => {
  const document = errorDocument(new PanelError('missed', 'elid', '7'), CALL);
  expect(bjson(document)).toMatchObject({
    error: { type: 'missed', msg: 'Object "elid" 7 not found or not specified' },
  });
});

test('an error names its code, the function that failed and the text before words are put in', () => {
  const error = new PanelError('not_enough_money', 'balance', '4', 'too little: __value__', {
    have: '1.00',
  });
  expect(serialize(errorDocument(error, CALL, 'ru'), 'xml')).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<doc>' +
      '<error type="not_enough_money" object="balance" value="4" lang="ru" code="1">' +
      '<param name="object" type="msg" msg="balance">balance</param><param name="value">4</param>' +
      '<param name="have">1.00</param>' +
      '<stack><action level="30" user="root">soft.edit</action></stack>' +
      '<group>too little: __value__</group><msg>too little: 4</msg></error></doc>\n',
  );
});

test('every answer but an error repeats what was asked', () => {
  const call = { func: 'soft', lang: 'en', binary: '/billmgr' };
  const echo = new Map([
    ['elid', '7'],
    ['no name', 'x'],
  ]);
  const xml = serialize(enveloped(doc([el('id', 7)]), { ...call, echo }), 'xml');
  expect(xml).toContain(
    '<doc lang="en" func="soft" binary="/billmgr" host="https://127.0.0.1"><id>7</id>' +
      '<tparams><elid>7</elid></tparams><saved_filters/></doc>',
  );
  const error = errorDocument(new PanelError('auth'), CALL);
  expect(serialize(enveloped(error, { ...call, echo }), 'xml')).not.toContain('tparams');
  expect(serialize(enveloped(okDoc(), { ...call, echo: null }), 'xml')).not.toContain('tparams');
});

test('text is one line a row, a field or an outcome', () => {
  const page = { number: 1, size: 50, total: 1 };
  const list = listDoc([el('elem', [el('id', 7), el('name', 'a b')])], page);
  expect(serialize(list, 'text')).toBe('id=7 name=a b\n');
  expect(serialize(okDoc([el('id', 7)]), 'text')).toBe('id=7\nOK\n');
  const error = errorDocument(new PanelError('missed', 'elid', '7'), CALL);
  expect(serialize(error, 'text')).toBe('ERROR missed elid 7 en 1\n');
});
